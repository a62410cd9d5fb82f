#pragma once
// Adds and changes tiers and hosts. Doing the same again changes nothing; what a user added to a
// block stays.
//
// ssh takes the first value it meets, so the place matters: generic tier, environment tiers, hosts;
// but a host with settings of its own stands before its tiers. New blocks are put before a block of
// somebody else's that matches our hosts too (`Host *`, a Match).
//
// Names and values must pass can_be_written() (edit.hpp). Paths are given as they are: "%" in them
// is escaped here.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hosts/proxy_command.hpp"
#include "sshconfig/document.hpp"

namespace cloudx::hosts {

// For "# Created by cloudx-proxy VERSION on YYYY-MM-DD HH:MM:SS".
struct Stamp {
  std::string version;  // "v1.0.0"
  std::string time;     // "2026-01-31 12:00:00"
};

struct GenericSettings {
  std::string prefix;
  std::string user = "ec2-user";
  std::string control_path = "~/.ssh/control/%r@%h:%p";  // with ssh's tokens
  std::string control_persist = "4h";
  bool windows = false;  // no connection sharing there: its lines are written as comments
};

struct EnvironmentSettings {
  std::string prefix;
  std::string environment;
  std::string identity_file;
  std::optional<std::string> identity_agent;
  ProxyCommand proxy_command;
};

// What is not given is left to the tiers.
struct HostSettings {
  std::string prefix;
  std::string environment;
  std::string name;
  std::string instance_id;
  std::optional<std::string> user;
  std::optional<std::string> identity_file;
  std::optional<std::string> identity_agent;
  std::optional<ProxyCommand> proxy_command;
  std::optional<std::string> control_path{};  // with ssh's tokens
};

// Adds the generic tier; one that is there stays as it is. True if the document changed, here and
// below.
bool add_generic(sshconfig::Document& document, const GenericSettings& settings,
                 const Stamp& stamp);

// Gives the generic tier another ControlPath where it has the default one of GenericSettings.
bool replace_default_control_path(sshconfig::Document& document, const GenericSettings& settings);

// Adds the environment's tier; one that is there stays as it is.
bool add_environment(sshconfig::Document& document, const EnvironmentSettings& settings,
                     const Stamp& stamp);

// Changes the existing tier in place to these settings, or adds it; one that stands on a Host line
// with others gets a block of its own before that one.
bool override_environment(sshconfig::Document& document, const EnvironmentSettings& settings,
                          const Stamp& stamp);

enum class Compatibility : std::uint8_t { absent, compatible, different };

struct Comparison {
  Compatibility compatibility = Compatibility::absent;
  // What differs, in words for the user: "IdentityFile is /a instead of /b".
  std::vector<std::string> differences;
};

// Whether the existing tier connects as the wanted one would: same key and agent, same options of
// the ProxyCommand, whatever program that runs. `home` is what "~" stands for in paths.
[[nodiscard]] Comparison compare_environment(const sshconfig::Document& document,
                                             const EnvironmentSettings& wanted,
                                             std::string_view home);

// Adds the host or changes it in place: HostName, and each setting that is given. With settings of
// its own the block is moved before its tiers. A host that shares its Host line with other names
// gets a block to itself, before that one.
bool put_host(sshconfig::Document& document, const HostSettings& settings, const Stamp& stamp);

}  // namespace cloudx::hosts
