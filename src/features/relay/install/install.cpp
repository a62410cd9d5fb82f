#include "features/relay/install/install.hpp"

#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/unified_diff.hpp"
#include "features/relay/install/service_file.hpp"
#include "features/relay/install/start_commands.hpp"
#include "features/relay/install/task_file.hpp"
#include "features/relay/install/visibility.hpp"
#include "os/access.hpp"
#include "os/file.hpp"

namespace cloudx::relay {

namespace fs = std::filesystem;

namespace {

constexpr std::array kRoles = {Role::forward};

void add_option(std::vector<std::string>& words, const char* name,
                const std::optional<std::string>& value) {
  if (value) words.insert(words.end(), {name, *value});
}

// Also a path that is given with "~" or from here.
std::string absolute(const std::string& path, const std::string& home) {
  std::error_code error;
  const fs::path full = fs::absolute(os::expand_tilde(path, home), error);
  return error ? path : full.lexically_normal().string();
}

// What this command goes by, so that the service does it, too: a proxy, and whom to trust.
std::vector<Variable> variables_of(const home::ProcessContext& context) {
  constexpr std::array kProxy{"https_proxy", "HTTPS_PROXY", "http_proxy", "no_proxy", "NO_PROXY"};
  std::vector<Variable> variables;
  for (const char* const name : kProxy) {
    const auto value = context.environment.get(name);
    if (value && !value->empty()) variables.push_back({name, *value, false});
  }
  for (const char* const name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    const auto value = context.environment.get(name);
    if (!value || value->empty()) continue;
    std::string path = absolute(*value, context.home);
    // The system's own file is better read where it is: it is renewed there.
    const bool is_credential = name == std::string_view("SSL_CERT_FILE") && !can_all_read(path);
    variables.push_back({name, std::move(path), is_credential});
  }
  return variables;
}

Result<void> check_readable(std::string_view what, const std::string& file) {
  const auto readable = os::check_readable(file);
  if (readable) return {};
  return fail(Errc::usage, fmt::format("{} {}: {}", what, file, readable.error().message));
}

// What would keep the service from starting, told before there is one.
Result<void> check_usable(const InstallRequest& request, const ServiceFile& service) {
  const bool is_confined = request.kind == ServiceKind::systemd && !request.user;
  const bool by_anybody = is_confined && !request.run_as;
  if (!service.ca_file.empty()) {
    if (auto good = check_readable("--ca-file", service.ca_file); !good) return good;
  }
  for (const Variable& variable : service.variables) {
    const bool is_proxy = variable.name.ends_with("_proxy") || variable.name.ends_with("_PROXY");
    Result<void> good;
    if (is_proxy) good = check_no_password(variable.name, variable.value);
    if (variable.name == "SSL_CERT_FILE") good = check_readable(variable.name, variable.value);
    if (is_confined && variable.name == "SSL_CERT_DIR") {
      good = check_visible("SSL_CERT_DIR", variable.value, by_anybody, "name one elsewhere");
    }
    if (!good) return good;
  }
  if (request.run_as && !request.user) {
    if (auto good = check_user(*request.run_as); !good) return good;
  }
  if (!is_confined) return {};
  return check_visible("the program", service.program, by_anybody,
                       "install it in a place like /usr/local/bin first");
}

fs::path folder_of(const InstallRequest& request, const home::ProcessContext& context) {
  const fs::path home = context.home;
  if (request.directory) return absolute(*request.directory, context.home);
  if (request.kind == ServiceKind::launchd) {
    return request.user ? home / "Library/LaunchAgents" : fs::path("/Library/LaunchDaemons");
  }
  if (request.kind == ServiceKind::task) {
    const auto local = context.environment.get("LOCALAPPDATA");
    return (local ? fs::path(*local) : home / "AppData/Local") / "cloudx-proxy";
  }
  if (!request.user) return "/etc/systemd/system";
  const auto config = context.environment.get("XDG_CONFIG_HOME");
  return (config ? fs::path(*config) : home / ".config") / "systemd/user";
}

// As Windows names the account that runs this.
std::string own_account(const aws::Environment& environment) {
  const auto domain = environment.get("USERDOMAIN");
  return (domain ? *domain + '\\' : std::string()) + environment.get("USERNAME").value_or("");
}

std::string file_name(ServiceKind kind) {
  switch (kind) {
    case ServiceKind::systemd:
      return kUnitName;
    case ServiceKind::launchd:
      return fmt::format("{}.plist", kLaunchdLabel);
    case ServiceKind::task:
      break;
  }
  return fmt::format("{}.xml", kTaskName);
}

std::string file_content(const InstallRequest& request, const ServiceFile& service) {
  switch (request.kind) {
    case ServiceKind::systemd:
      return systemd_unit(service, request.user);
    case ServiceKind::launchd:
      return launchd_plist(service);
    case ServiceKind::task:
      break;
  }
  return task_xml(service, request.user);
}

ServiceFile service_file(const InstallRequest& request, const ClientSettings& settings,
                         const home::ProcessContext& context) {
  const ClientRequest& client = request.forward.client;
  const std::string& home = context.home;
  ServiceFile file{.program = context.executable.string(),
                   .key_file = absolute(client.api_key_file.value_or(""), home),
                   .identity = absolute(settings.identity.string(), home),
                   .options = {},
                   .run_as = request.run_as};
  add_option(file.options, "--id", settings.id);
  add_option(file.options, "--api-url", client.api_url);
  add_option(file.options, "--protocol", client.protocol);
  if (client.ca_file) file.ca_file = absolute(*client.ca_file, home);
  if (request.kind == ServiceKind::launchd) {
    file.log_file = (request.user ? home + "/Library/Logs/" : "/var/log/") + kLogName;
  }
  if (request.kind == ServiceKind::task) {
    file.log_file = (folder_of(request, context) / kLogName).make_preferred().string();
    if (!file.run_as) file.run_as = own_account(context.environment);
  }
  file.variables = variables_of(context);
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

}  // namespace

Result<std::string> install(const InstallRequest& request, const home::ProcessContext& context) {
  if (!request.forward.client.api_key_file) {
    return fail(Errc::usage, "name the file with the key for the relay service: --api-key-file");
  }
  const auto settings = read_settings(request.forward.client, kRoles, context);
  if (!settings) return std::unexpected(settings.error());
  if (auto readable = check_identity(*settings); !readable) {
    return std::unexpected(readable.error());
  }
  const ServiceFile service = service_file(request, *settings, context);
  if (auto usable = check_usable(request, service); !usable) {
    return std::unexpected(usable.error());
  }
  const std::string content = file_content(request, service);
  const fs::path file = folder_of(request, context) / file_name(request.kind);
  const auto before = os::read_file(file);
  if (!before && before.error().kind != Errc::not_found) return std::unexpected(before.error());
  if (before && *before == content) {
    return fmt::format(
        "{} is as it must be; where the key or a file that it names has changed:\n{}",
        file.string(), start_commands(request, service, file, true));
  }
  if (request.dry_run) {
    return unified_diff(before.value_or(""), content, before ? file.string() : "/dev/null",
                        file.string());
  }
  if (request.user || request.kind == ServiceKind::task) {
    if (auto made = os::make_private_folder(file.parent_path()); !made) {
      return std::unexpected(made.error());
    }
  }
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (auto written = os::write_file_atomically(file, content, os::FileAccess::readable_if_new);
      !written) {
    return std::unexpected(written.error());
  }
  const bool with_login = request.user && request.kind != ServiceKind::systemd;
  return fmt::format("{} is written; this starts it{}, now and with every {}:\n{}", file.string(),
                     before ? " anew" : "", with_login ? "login" : "boot",
                     start_commands(request, service, file, before.has_value()));
}

}  // namespace cloudx::relay
