#include "features/setup/ssh_plan.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "hosts/tiers.hpp"
#include "os/platform.hpp"
#include "sshconfig/control_path.hpp"
#include "sshconfig/edit.hpp"
#include "sshconfig/include.hpp"
#include "sshconfig/resolve.hpp"

namespace cloudx::setup {

namespace {

Result<void> check_values(const WantedHost& wanted) {
  const auto& environment = wanted.environment;
  for (const std::string& value :
       {environment.prefix, environment.environment, environment.identity_file,
        environment.identity_agent.value_or(""), hosts::format(environment.proxy_command),
        wanted.name, wanted.instance_id, wanted.os_user.value_or("")}) {
    if (!sshconfig::can_be_written(value)) {
      return fail(Errc::configuration,
                  "a name or path has a line break in it: ssh_config cannot hold it");
    }
  }
  return {};
}

hosts::HostSettings host_settings(const WantedHost& wanted, bool own_settings) {
  hosts::HostSettings host;
  host.prefix = wanted.environment.prefix;
  host.environment = wanted.environment.environment;
  host.name = wanted.name;
  host.instance_id = wanted.instance_id;
  host.user = wanted.os_user;
  if (own_settings) {
    host.identity_file = wanted.environment.identity_file;
    host.identity_agent = wanted.environment.identity_agent;
  }
  if (own_settings || wanted.os_user) {
    host.proxy_command = wanted.environment.proxy_command;
    if (wanted.os_user) host.proxy_command->set_option("--os-user", *wanted.os_user);
  }
  return host;
}

std::string alias_of(const WantedHost& wanted) {
  return hosts::host_alias(wanted.environment.prefix, wanted.environment.environment, wanted.name);
}

// What the tiers of somebody's own do not give this host, or give it in vain.
bool fill_gaps(const sshconfig::Document& document, hosts::HostSettings& host,
               const WantedHost& wanted, bool as_it_is, sshconfig::ControlPathTokens tokens) {
  const sshconfig::Resolution found = resolve(document, alias_of(wanted));
  bool gaps = false;
  // Without a user ssh would take the local one.
  if (!found.value("User")) {
    host.user = hosts::GenericSettings().user;
    gaps = true;
  }
  if (!as_it_is && !found.value("ProxyCommand") && !found.value("ProxyJump")) {
    host.proxy_command = wanted.environment.proxy_command;
    host.identity_file = wanted.environment.identity_file;
    host.identity_agent = wanted.environment.identity_agent;
    gaps = true;
  }
  tokens.user = found.value("User").value_or(hosts::GenericSettings().user);
  tokens.port = found.value("Port").value_or(tokens.port);
  const auto control_path = found.value("ControlPath");
  if (control_path && !sshconfig::fits(*control_path, tokens)) {
    host.control_path = sshconfig::fitting_control_path(tokens);
    gaps = true;
  }
  return gaps;
}

// ssh takes the first value: one of these above the Include would win over ours.
bool overridden_above(const sshconfig::Document& document, const sshconfig::Line& include) {
  constexpr std::array<std::string_view, 11> kOurs = {
      "user",          "hostname",      "port",           "proxycommand",
      "proxyjump",     "identityagent", "identitiesonly", "tcpkeepalive",
      "controlmaster", "controlpath",   "controlpersist"};
  for (const sshconfig::Line& line : document.preamble) {
    if (&line == &include) return false;
    if (std::ranges::find(kOurs, line.keyword) != kOurs.end()) return true;
  }
  return false;
}

// Whether the line is there for our file and no other: one with a pattern, or of a file that has an
// Include of its own, is the user's.
bool reads_alone(const sshconfig::Line& include, const std::filesystem::path& config,
                 const std::filesystem::path& home, const sshconfig::Files& files) {
  const auto patterns = include_patterns(include, home);
  return patterns.size() == 1 && patterns.front().find_first_of("*?[") == std::string::npos &&
         files.canonical(patterns.front()) == files.canonical(config);
}

}  // namespace

hosts::Comparison compare(const std::string& config, const WantedHost& wanted,
                          const std::string& home) {
  return hosts::compare_environment(sshconfig::parse(config), wanted.environment, home);
}

Result<std::string> with_host(const std::string& config, const WantedHost& wanted,
                              Existing existing, const hosts::Stamp& stamp,
                              const std::string& home) {
  if (auto good = check_values(wanted); !good) return std::unexpected(good.error());
  sshconfig::Document document = sshconfig::parse(config);
  const auto present = hosts::compare_environment(document, wanted.environment, home).compatibility;
  const bool different = present == hosts::Compatibility::different;
  hosts::GenericSettings generic;
  generic.prefix = wanted.environment.prefix;
  generic.windows = os::kIsWindows;
  sshconfig::ControlPathTokens tokens = {.home = wanted.control_home,
                                         .user = generic.user,
                                         .host = wanted.instance_id,
                                         .alias = alias_of(wanted)};
  generic.control_path = sshconfig::fitting_control_path(tokens);
  if (!hosts::add_generic(document, generic, stamp))
    hosts::replace_default_control_path(document, generic);
  if (different && existing == Existing::override) {
    hosts::override_environment(document, wanted.environment, stamp);
  } else {
    hosts::add_environment(document, wanted.environment, stamp);
  }
  hosts::HostSettings host = host_settings(wanted, different && existing == Existing::host);
  hosts::put_host(document, host, stamp);
  const bool as_it_is = different && existing == Existing::keep;
  if (fill_gaps(document, host, wanted, as_it_is, tokens)) hosts::put_host(document, host, stamp);
  return sshconfig::render(document);
}

std::string with_include(const std::string& main_config, const std::filesystem::path& config,
                         const std::filesystem::path& home, const sshconfig::Files& files) {
  sshconfig::Document document = sshconfig::parse(main_config);
  const sshconfig::Line* const include = include_of(document, config, home, files);
  if (include != nullptr && !overridden_above(document, *include)) return main_config;
  if (include != nullptr && reads_alone(*include, config, home, files)) {
    std::erase_if(document.preamble, [&](const sshconfig::Line& line) { return &line == include; });
  }
  insert_at_top(document, "Include", config.generic_string());
  return sshconfig::render(document);
}

}  // namespace cloudx::setup
