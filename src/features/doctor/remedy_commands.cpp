#include "features/doctor/remedy_commands.hpp"

#include <optional>

#include <fmt/format.h>

#include "base/shell_word.hpp"
#include "home/locations.hpp"
#include "os/file_secrecy.hpp"
#include "os/platform.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/files.hpp"
#include "sshconfig/resolve.hpp"

namespace cloudx::doctor {

namespace fs = std::filesystem;

namespace {

void add_option(std::string& command, std::string_view name,
                const std::optional<std::string>& value) {
  if (value) command += fmt::format(" {} {}", name, shell_word(*value));
}

bool says_proxy_command(const fs::path& file, const std::string& host) {
  const auto text = sshconfig::DiskFiles().read(file);
  return text && sshconfig::resolve(sshconfig::parse(*text), host).value("proxycommand");
}

}  // namespace

std::string typed(const fs::path& path) {
  return os::kIsWindows ? fmt::format("\"{}\"", path.string()) : shell_word(path.string());
}

std::string make_folder(const fs::path& path) {
  return (os::kIsWindows ? "mkdir " : "mkdir -p -m 700 ") + typed(path);
}

std::string move_away(const fs::path& path) {
  return fmt::format("{} {} {}", os::kIsWindows ? "move" : "mv", typed(path),
                     typed(path.string() + ".old"));
}

std::string set_mode(const os::FileFacts& file, std::string_view mode) {
  if (os::kIsWindows) return os::closing_command(file.path);
  const std::string name = typed(file.path);
  const std::string change = fmt::format("chmod {} {}", mode, name);
  return file.owned ? change : fmt::format("sudo chown \"$(id -u)\" {} && {}", name, change);
}

std::string setup_command(const DiagnosisTarget& target, const home::ProcessContext& context) {
  std::string command = context.program + " setup";
  add_option(command, "--profile", target.account.profile);
  add_option(command, "--aws-env", target.account.aws_env);
  add_option(command, "--ssh-key", target.locations.ssh_key);
  add_option(command, "--ssh-config", target.locations.ssh_config);
  add_option(command, "--ssh-dir", target.locations.ssh_dir);
  return command;
}

std::string cleanup_command(const DiagnosisTarget& target, const fs::path& our_config,
                            const home::ProcessContext& context) {
  std::string command = context.program + " cleanup";
  const fs::path main = fs::path(context.home) / ".ssh" / "config";
  const bool in_main =
      !says_proxy_command(our_config, target.host) && says_proxy_command(main, target.host);
  const fs::path file = in_main ? main : our_config;
  if (file != home::find_locations({}, context).ssh_config) {
    add_option(command, "--ssh-config", file.string());
  }
  const std::string own = context.program == "cloudX-proxy" ? "cloudX-" : "cloudx-";
  for (const char* prefix : {"cloudx", "cloudX"}) {
    const std::string begin = std::string(prefix) + "-";
    if (begin != own && target.host.starts_with(begin)) {
      add_option(command, "--ssh-host-prefix", prefix);
    }
  }
  return command;
}

}  // namespace cloudx::doctor
