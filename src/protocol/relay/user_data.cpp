#include "protocol/relay/user_data.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "protocol/relay/vm_programs.hpp"

namespace cloudx::relay {

namespace {

constexpr std::size_t kLimit = 16U << 10;
constexpr std::chrono::minutes kGrace{10};

// A YAML block scalar: it keeps every byte of `text`, which ends with a line feed.
void add_block(std::string& yaml, std::string_view indentation, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!line.empty()) (yaml += indentation) += line;
    yaml += '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void add_file(std::string& yaml, const char* path, const char* permissions, const char* content) {
  yaml += fmt::format("- path: {}\n  permissions: '{}'\n  content: |\n", path, permissions);
  add_block(yaml, "    ", content);
}

void add_host_key(std::string& yaml, const HostKey& key) {
  yaml += "ssh_deletekeys: true\nssh_keys:\n  ed25519_private: |\n";
  add_block(yaml, "    ", key.private_file.reveal());
  yaml += fmt::format("  ed25519_public: {}\n", key.public_line);
}

std::chrono::seconds seconds(std::chrono::seconds time) {
  return time;
}

}  // namespace

// bootcmd runs early in the boot and needs none of what follows, so the VM ends even where the rest
// of the user data fails. The limit on user.slice keeps a login from the instance metadata service
// in case it finds a way around the forced command.
Secret vm_user_data(const VmSettings& settings) {
  std::string yaml;
  yaml.reserve(kLimit);  // one that grew would leave parts of the key in freed memory
  yaml += "#cloud-config\n";
  add_host_key(yaml, settings.host_key);
  yaml += fmt::format(
      "ssh_pwauth: false\n"
      "no_ssh_fingerprints: true\n"
      "bootcmd:\n"
      "- [systemd-run, --no-block, --unit=relay-end, --on-active={}, systemctl, poweroff]\n"
      "- [systemctl, set-property, --runtime, user.slice, IPAddressDeny=169.254.169.254]\n"
      "write_files:\n",
      seconds(settings.most + kGrace).count());
  add_file(yaml, kSshdSettingsPath, "0600", kSshdSettings);
  add_file(yaml, kProxyPath, "0755", kProxy);
  add_file(yaml, kWatchPath, "0755", kWatch);
  yaml += fmt::format(
      "runcmd:\n"
      "- [systemd-run, --unit=relay-watch, --property=Restart=always, --property=RestartSec=5,\n"
      "   {}, '{}', '{}']\n"
      "- [rm, -f, /etc/sudoers.d/90-cloud-init-users]\n",
      kWatchPath, seconds(settings.idle).count(), seconds(settings.most).count());
  return Secret(std::move(yaml));
}

}  // namespace cloudx::relay
