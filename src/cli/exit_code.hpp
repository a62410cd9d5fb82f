#pragma once
// Exit statuses, as documented in docs/exit-status.md.

#include "base/error.hpp"

namespace cloudx::cli {

inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;
inline constexpr int kUsage = 2;
inline constexpr int kConnectionFailure = 255;  // of connect: what ssh itself uses

// The exit status of a failure, for every command but connect.
[[nodiscard]] inline int exit_code(const Error& error) {
  return error.kind == Errc::usage ? kUsage : kFailure;
}

}  // namespace cloudx::cli
