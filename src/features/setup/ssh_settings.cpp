#include "features/setup/ssh_settings.hpp"

#include <ranges>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "os/local_socket.hpp"
#include "os/process/process.hpp"
#include "sshconfig/control_path.hpp"

namespace cloudx::setup {

namespace {

constexpr std::size_t kMaxOutput = 1U << 20;

std::string_view trimmed(std::string_view line) {
  const auto end = line.find_last_not_of(" \t\r");
  return line.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

}  // namespace

SshSettings::SshSettings(std::string_view output) {
  for (const auto part : std::views::split(output, '\n')) {
    const std::string_view line = trimmed(std::string_view(part));
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    first_.try_emplace(std::string(line.substr(0, blank)), line.substr(blank + 1));
  }
}

std::optional<std::string> SshSettings::get(std::string_view keyword) const {
  const auto found = first_.find(keyword);
  return found == first_.end() ? std::nullopt : std::optional(found->second);
}

std::string faults_in(std::string_view errors) {
  constexpr std::size_t kShown = 3;
  std::string text;
  std::size_t shown = 0;
  for (const auto part : std::views::split(errors, '\n')) {
    const std::string_view line = trimmed(std::string_view(part));
    const bool says_nothing = line.empty() || line.contains(": terminating, ") ||
                              line.starts_with("Pseudo-terminal will not");
    if (says_nothing || ++shown > kShown) continue;
    text.append(text.empty() ? "" : "; ").append(line);
  }
  if (shown > kShown) text += fmt::format("; and {} more", shown - kShown);
  return text;
}

Result<SshSettings> ask_ssh(const std::string& host, const std::vector<std::string>& ssh_options,
                            std::chrono::seconds limit) {
  // With a command, because ForkAfterAuthentication wants one, and so without a RemoteCommand.
  std::vector<std::string> words = {"ssh", "-G", "-o", "RemoteCommand=none"};
  words.insert(words.end(), ssh_options.begin(), ssh_options.end());
  words.insert(words.end(), {"--", host, "true"});
  const auto ran = async::wait_for<os::ProcessOutput>(limit, [&](async::Deadline deadline) {
    return os::run_process(words, kMaxOutput, std::move(deadline));
  });
  if (!ran) return std::unexpected(ran.error());
  if (ran->exit_status == 0) return SshSettings(ran->out);
  return fail(Errc::configuration, fmt::format("ssh refuses its config: {}", faults_in(ran->err)));
}

std::string sharing_problem(const SshSettings& settings) {
  const std::string master = settings.get("controlmaster").value_or("false");
  const std::string path = settings.get("controlpath").value_or("none");
  if (master == "false" || master == "no" || path == "none") return {};
  if (path.size() > sshconfig::control_path_limit()) {
    return fmt::format("the ControlPath {} has {} characters, and ssh can use {}", path,
                       path.size(), sshconfig::control_path_limit());
  }
  // As ssh makes it, with the longer name that it has at first.
  const auto made = os::try_socket_path(path + ".cloudx-tries-this");
  if (made) return {};
  return fmt::format("no socket can be made at ControlPath {}: {}", path, made.error().message);
}

}  // namespace cloudx::setup
