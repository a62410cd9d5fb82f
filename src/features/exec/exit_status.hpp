#pragma once
// How a command on the node has ended, as the agent says it in the payload of type 12 ("EXIT_CODE:
// 7"; agent/session/plugins/sessionplugin of amazon-ssm-agent, from 3.1.1511.0 on), and what that
// is for a process here.

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace cloudx::exec {

// nullopt for any other payload. A command on Unix has 0 to 255, or -1 when a signal ended it; one
// on Windows may have any number of 32 bits.
[[nodiscard]] std::optional<std::int64_t> parse_exit_code(ByteView payload);

struct ExitStatus {
  int status = 255;     // 0 to 255
  std::string message;  // for the user, one clause without a full stop; empty where `status` is the
                        // command's own
};

// Of the session's exit code, or of one that came to its end without: nobody then knows how the
// command ended, or whether it has. What is no status of a process here becomes 255, never 0.
[[nodiscard]] ExitStatus exit_status(std::optional<std::int64_t> code);

}  // namespace cloudx::exec
