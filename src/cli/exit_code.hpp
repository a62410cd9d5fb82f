#pragma once
// Exit statuses, as documented in `cloudx-proxy connect --help` and the README.

#include "base/error.hpp"

namespace cloudx::cli {

inline constexpr int kSuccess = 0;
inline constexpr int kUsage = 2;
inline constexpr int kFailure = 255;  // what ssh itself uses for a lost connection

[[nodiscard]] inline int exit_code(const Error& error) {
  return error.kind == Errc::usage ? kUsage : kFailure;
}

}  // namespace cloudx::cli
