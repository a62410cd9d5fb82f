#include "features/setup/access_check.hpp"

#include <sstream>
#include <string_view>
#include <vector>

#include "async/main_loop.hpp"
#include "os/process/process.hpp"

namespace cloudx::setup {

namespace {

constexpr std::size_t kMaxOutput = 64U << 10;

// The templates of cloudX instances leave these files in the home of ec2-user.
constexpr const char* kProbe =
    "echo cloudx-reached; for d in /home/ec2-user \"$HOME\"; do "
    "if [ -e \"$d/.install-done\" ]; then echo cloudx-done; tail -n 1 \"$d/.install-done\"; exit "
    "0; "
    "elif [ -e \"$d/.install-running\" ]; then echo cloudx-running; "
    "tail -n 1 \"$d/.install-running\"; exit 0; fi; done 2>/dev/null; exit 0";

std::string last_line(std::string_view text) {
  const auto end = text.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos) return {};
  const auto begin = text.find_last_of("\r\n", end);
  return std::string(text.substr(begin + 1, end - begin));
}

// A profile of the remote shell may print lines of its own before ours.
Access read_answer(const os::ProcessOutput& output) {
  Access access;
  std::istringstream lines(output.out);
  for (std::string line; std::getline(lines, line);) {
    if (line == "cloudx-reached") {
      access.reached = true;
    } else if (line == "cloudx-done") {
      access.installation = Installation::done;
    } else if (line == "cloudx-running") {
      access.installation = Installation::running;
    } else if (access.installation != Installation::unknown) {
      access.detail = line;
    }
  }
  if (!access.reached) access.problem = last_line(output.err);
  return access;
}

}  // namespace

std::vector<std::string> plain_session(const SshSettings& settings) {
  // A connection of its own: a master that goes on in the background would keep our pipes open. No
  // forwarding either: where a port of it is taken, ExitOnForwardFailure ends ssh.
  std::vector<std::string> options;
  for (const char* option :
       {"BatchMode=yes", "ControlMaster=no", "ControlPath=none", "StrictHostKeyChecking=accept-new",
        "RemoteCommand=none", "RequestTTY=no", "ClearAllForwardings=yes", "PermitLocalCommand=no",
        "Tunnel=no", "LogLevel=INFO"}) {
    options.insert(options.end(), {"-o", option});
  }
  // Not every ssh knows these; one that does not cannot have them set.
  if (settings.get("sessiontype")) options.insert(options.end(), {"-o", "SessionType=default"});
  if (settings.get("forkafterauthentication")) {
    options.insert(options.end(), {"-o", "ForkAfterAuthentication=no"});
  }
  if (settings.get("stdinnull")) options.insert(options.end(), {"-o", "StdinNull=no"});
  return options;
}

Result<Access> try_access(const std::string& host, const std::vector<std::string>& ssh_options,
                          std::chrono::seconds limit) {
  std::vector<std::string> words = {"ssh"};
  words.insert(words.end(), ssh_options.begin(), ssh_options.end());
  words.insert(words.end(), {"--", host, kProbe});
  const auto ran = async::wait_for<os::ProcessOutput>(limit, [&](async::Deadline deadline) {
    return os::run_process(words, kMaxOutput, std::move(deadline));
  });
  if (ran) return read_answer(*ran);
  if (ran.error().kind != Errc::timeout) return std::unexpected(ran.error());
  Access access;
  access.problem = "no answer in time";
  return access;
}

}  // namespace cloudx::setup
