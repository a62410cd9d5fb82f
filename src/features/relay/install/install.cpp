#include "features/relay/install/install.hpp"

#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/unified_diff.hpp"
#include "features/relay/install/service_file.hpp"

namespace cloudx::relay {

namespace fs = std::filesystem;

namespace {

constexpr std::array kRoles = {Role::forward};
constexpr mode_t kFileMode = 0644;

void add_option(std::vector<std::string>& words, const char* name,
                const std::optional<std::string>& value) {
  if (value) words.insert(words.end(), {name, *value});
}

// Also a path that is given with "~" or from here.
std::string absolute(const std::string& path, const std::string& home) {
  std::error_code error;
  const fs::path full = fs::absolute(expand_tilde(path, home), error);
  return error ? path : full.lexically_normal().string();
}

ServiceFile service_file(const InstallRequest& request, const ClientSettings& settings,
                         const home::Surroundings& surroundings) {
  const ClientRequest& client = request.forward.client;
  const std::string& home = surroundings.home;
  ServiceFile file{.program = surroundings.executable.string(),
                   .key_file = absolute(client.api_key_file.value_or(""), home),
                   .identity = absolute(settings.identity.string(), home),
                   .options = {},
                   .run_as = request.run_as};
  add_option(file.options, "--id", settings.id);
  add_option(file.options, "--api-url", client.api_url);
  add_option(file.options, "--protocol", client.protocol);
  if (client.ca_file) add_option(file.options, "--ca-file", absolute(*client.ca_file, home));
  const ForwardRequest defaults;
  if (request.forward.ssh_port != defaults.ssh_port) {
    add_option(file.options, "--ssh-port", std::to_string(request.forward.ssh_port));
  }
  if (request.forward.poll_interval != defaults.poll_interval) {
    add_option(file.options, "--poll-interval",
               std::to_string(request.forward.poll_interval.count()));
  }
  return file;
}

fs::path folder_of(const InstallRequest& request, const home::Surroundings& surroundings) {
  const fs::path home = surroundings.home;
  if (request.directory) return absolute(*request.directory, surroundings.home);
  if (request.kind == ServiceKind::launchd) {
    return request.user ? home / "Library/LaunchAgents" : fs::path("/Library/LaunchDaemons");
  }
  if (!request.user) return "/etc/systemd/system";
  const auto config = surroundings.environment.get("XDG_CONFIG_HOME");
  return (config ? fs::path(*config) : home / ".config") / "systemd/user";
}

std::string commands(const InstallRequest& request, const fs::path& file) {
  if (request.kind == ServiceKind::launchd) {
    return fmt::format("  launchctl bootstrap {} {}\n", request.user ? "gui/$(id -u)" : "system",
                       file.string());
  }
  const char* const manager = request.user ? "systemctl --user" : "systemctl";
  return fmt::format("  {0} daemon-reload\n  {0} enable --now {1}\n", manager, kUnitName) +
         (request.user ? "  loginctl enable-linger    # also while you are not logged in\n" : "");
}

}  // namespace

Result<std::string> install(const InstallRequest& request, const home::Surroundings& surroundings) {
  if (!request.forward.client.api_key_file) {
    return fail(Errc::usage, "name the file with the key for the relay service: --api-key-file");
  }
  const auto settings = read_settings(request.forward.client, kRoles, surroundings);
  if (!settings) return std::unexpected(settings.error());
  if (auto readable = check_identity(*settings); !readable) {
    return std::unexpected(readable.error());
  }
  const ServiceFile service = service_file(request, *settings, surroundings);
  const bool systemd = request.kind == ServiceKind::systemd;
  const std::string content =
      systemd ? systemd_unit(service, request.user) : launchd_plist(service);
  const fs::path file = folder_of(request, surroundings) /
                        (systemd ? kUnitName : fmt::format("{}.plist", kLaunchdLabel));
  const auto before = read_file(file);
  if (!before && before.error().kind != Errc::not_found) return std::unexpected(before.error());
  if (before && *before == content) return fmt::format("{} is as it must be\n", file.string());
  if (request.dry_run) {
    return unified_diff(before.value_or(""), content, before ? file.string() : "/dev/null",
                        file.string());
  }
  if (request.user) {
    if (auto made = make_private_folder(file.parent_path()); !made) {
      return std::unexpected(made.error());
    }
  }
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (auto written = write_file_atomically(file, content, kFileMode); !written) {
    return std::unexpected(written.error());
  }
  return fmt::format("{} is written; this starts it, now and with every boot:\n{}", file.string(),
                     commands(request, file));
}

}  // namespace cloudx::relay
