#include "os/quiet_thread.hpp"

#include <utility>

namespace cloudx::os {

// Here signals interrupt no thread: each gets one of its own.
std::thread start_quiet_thread(std::function<void()> work) {
  return std::thread(std::move(work));
}

}  // namespace cloudx::os
