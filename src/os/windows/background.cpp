#include "os/background.hpp"

namespace cloudx::os {

Result<int> run_in_background(const std::function<int(Detachment&)>& /*work*/) {
  return fail(Errc::usage,
              "--background is not to be had on Windows; Start-Process with -WindowStyle Hidden "
              "runs a program without a window");
}

}  // namespace cloudx::os
