#include "features/exec/exit_status.hpp"

#include <fmt/format.h>

#include "protocol/ssm/version.hpp"

namespace cloudx::exec {

namespace {

constexpr int kUnknown = 255;
// Separate output, and the exit code with it (amazon-ssm-agent's release notes).
constexpr ssm::AgentVersion kFirstWithExitCode = {3, 1, 1511, 0};

std::string why_unknown(const ssm::SessionOutcome& outcome) {
  const std::string what = "the exit status of the command is not known: ";
  const auto version = ssm::parse_agent_version(outcome.agent_version);
  if (!version || *version < kFirstWithExitCode) {
    return what + fmt::format("SSM agents tell it since 3.1.1511.0, this one is {}",
                              outcome.agent_version.empty() ? "of an unknown version"
                                                            : outcome.agent_version);
  }
  if (outcome.was_restored) {
    return what +
           "the connection was lost meanwhile, and an agent may then stop to read the output";
  }
  return what + "the session ended before the command did, or the agent could not run it";
}

}  // namespace

ExitStatus exit_status_of(const ssm::SessionOutcome& outcome) {
  if (!outcome.exit_code) return {kUnknown, why_unknown(outcome)};
  const std::int64_t code = *outcome.exit_code;
  if (code == -1) return {kUnknown, "a signal has ended the command"};
  if (code < 0 || code > kUnknown) {
    return {kUnknown, fmt::format("the command ended with the exit code {}", code)};
  }
  ExitStatus status{static_cast<int>(code), {}};
  if (outcome.was_restored) {
    status.why = "the connection was lost while the command ran: some of its output may be missing";
  }
  return status;
}

}  // namespace cloudx::exec
