#pragma once

#include <functional>
#include <thread>

namespace cloudx::os {

// A thread that no signal interrupts: they are for the one that handles them.
[[nodiscard]] std::thread start_quiet_thread(std::function<void()> work);

}  // namespace cloudx::os
