#include "features/relay/install/service_file.hpp"

#include <string_view>

#include <fmt/format.h>

namespace cloudx::relay {

namespace {

// A word of ExecStart= (systemd.service(5), "Command lines", and specifiers of systemd.unit(5)).
std::string unit_word(std::string_view word) {
  std::string out = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '%' || c == '$') out += c;
    out += c;
  }
  return out + "\"";
}

// A path after "NAME:" in LoadCredential=, which takes no quotes; "%" begins a specifier.
std::string credential_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '%') out += c;
    out += c;
  }
  return out;
}

// Of Environment=, where "$" has no meaning.
std::string assignment(std::string_view name, std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '%') out += c;
    out += c;
  }
  return fmt::format("Environment=\"{}={}\"\n", name, out);
}

// The words of ExecStart=; the files as the service sees them, in quotes.
std::string exec_start(const ServiceFile& service, std::string_view key, std::string_view identity,
                       std::string_view ca_file) {
  std::string line = unit_word(service.program) + " relay forward";
  for (const std::string& option : service.options) line += " " + unit_word(option);
  if (!service.ca_file.empty()) line += fmt::format(" --ca-file {}", ca_file);
  return fmt::format("{} --api-key-file {} --identity {}", line, key, identity);
}

// What the system's manager reads for the service, and where it then is.
std::string credentials_and_variables(const ServiceFile& service) {
  std::string lines =
      fmt::format("LoadCredential=relay-key:{}\nLoadCredential=identity:{}\n",
                  credential_path(service.key_file), credential_path(service.identity));
  if (!service.ca_file.empty()) {
    lines += fmt::format("LoadCredential=ca:{}\n", credential_path(service.ca_file));
  }
  for (const Variable& variable : service.variables) {
    if (!variable.is_credential) {
      lines += assignment(variable.name, variable.value);
      continue;
    }
    lines += fmt::format("LoadCredential={0}:{1}\nEnvironment=\"{0}=%d/{0}\"\n", variable.name,
                         credential_path(variable.value));
  }
  return lines;
}

constexpr std::string_view kHead = R"([Unit]
Description=Makes this machine reachable by relay (cloudx-proxy relay forward)
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=notify
Restart=always
RestartSec=10
WatchdogSec=180
TimeoutStopSec=30
NoNewPrivileges=yes
)";

// ssh resolves names (netlink), talks to the relay and to this machine's SSH server.
constexpr std::string_view kConfinement = R"(ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
CapabilityBoundingSet=
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077
)";

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string systemd_unit(const ServiceFile& service, bool user) {
  if (user) {
    std::string variables;
    for (const Variable& variable : service.variables) {
      variables += assignment(variable.name, variable.value);
    }
    return fmt::format("{}{}ExecStart={}\n\n[Install]\nWantedBy=default.target\n", kHead, variables,
                       exec_start(service, unit_word(service.key_file), unit_word(service.identity),
                                  unit_word(service.ca_file)));
  }
  const std::string account =
      service.run_as ? fmt::format("User={}\n", *service.run_as) : std::string("DynamicUser=yes\n");
  return fmt::format("{}{}{}{}ExecStart={}\n\n[Install]\nWantedBy=multi-user.target\n", kHead,
                     account, kConfinement, credentials_and_variables(service),
                     exec_start(service, "\"%d/relay-key\"", "\"%d/identity\"", "\"%d/ca\""));
}

// Interactive: what ssh sends passes it, and the system slows all others down.
std::string launchd_plist(const ServiceFile& service) {
  std::vector<std::string> words{service.program, "relay", "forward"};
  words.insert(words.end(), service.options.begin(), service.options.end());
  if (!service.ca_file.empty()) words.insert(words.end(), {"--ca-file", service.ca_file});
  words.insert(words.end(), {"--api-key-file", service.key_file, "--identity", service.identity});
  std::string arguments;
  for (const std::string& word : words) {
    arguments += fmt::format("    <string>{}</string>\n", xml(word));
  }
  const std::string user =
      service.run_as
          ? fmt::format("  <key>UserName</key>\n  <string>{}</string>\n", xml(*service.run_as))
          : std::string();
  std::string variables;
  for (const Variable& variable : service.variables) {
    variables += fmt::format("    <key>{}</key>\n    <string>{}</string>\n", xml(variable.name),
                             xml(variable.value));
  }
  if (!variables.empty()) {
    variables =
        fmt::format("  <key>EnvironmentVariables</key>\n  <dict>\n{}  </dict>\n", variables);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
      "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
      "<plist version=\"1.0\">\n<dict>\n"
      "  <key>Label</key>\n  <string>{}</string>\n"
      "  <key>ProgramArguments</key>\n  <array>\n{}  </array>\n{}{}"
      "  <key>RunAtLoad</key>\n  <true/>\n"
      "  <key>KeepAlive</key>\n  <true/>\n"
      "  <key>ProcessType</key>\n  <string>Interactive</string>\n"
      "  <key>Umask</key>\n  <integer>63</integer>\n"
      "  <key>StandardErrorPath</key>\n  <string>{}</string>\n"
      "</dict>\n</plist>\n",
      kLaunchdLabel, arguments, user, variables, xml(service.log_file));
}

}  // namespace cloudx::relay
