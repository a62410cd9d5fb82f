#pragma once
// The three tiers in which our hosts are configured:
//
//   Host PREFIX-*             generic: User, ControlMaster, ...
//   Host PREFIX-ENV-*         environment: key and ProxyCommand
//   Host PREFIX-ENV-NAME      host: HostName is the instance id
//
// PREFIX is "cloudx", "cloudX" or one of the user's own; ENV may hold dashes.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sshconfig/document.hpp"
#include "sshconfig/resolve.hpp"

namespace cloudx::hosts {

struct GenericTier {
  std::string prefix;
  std::size_t block = 0;  // index in Document::blocks, here and below
};

struct EnvironmentTier {
  std::string prefix;
  std::string environment;
  std::size_t block = 0;
};

struct ConfiguredHost {
  std::string alias;  // PREFIX-ENV-NAME
  std::string prefix;
  std::string environment;  // empty where the alias has no dash behind the prefix
  std::string name;
  std::string instance_id;                   // HostName in effect; empty without one
  std::string comment;                       // of the Host line
  std::optional<std::string> proxy_command;  // in effect: of its own block or of a tier
  std::size_t block = 0;                     // the first one that names it
};

// Our blocks. Where several have the same pattern the first counts, as it does for ssh.
struct Tiers {
  std::vector<GenericTier> generic;
  std::vector<EnvironmentTier> environments;
  std::vector<ConfiguredHost> hosts;  // in the order of the file

  [[nodiscard]] const GenericTier* find_generic(std::string_view prefix) const;
  // Case matters, as it does for ssh.
  [[nodiscard]] const EnvironmentTier* find_environment(std::string_view prefix,
                                                        std::string_view environment) const;
  [[nodiscard]] const ConfiguredHost* find_host(std::string_view alias) const;
};

// "cloudx", "cloudX", and what else stands as PREFIX in this file: there is a `Host PREFIX-*`, and
// one of its environments or hosts has a ProxyCommand of ours.
[[nodiscard]] std::vector<std::string> find_prefixes(const sshconfig::Document& document);

// Only what these prefixes have.
[[nodiscard]] Tiers find_tiers(const sshconfig::Document& document,
                               std::span<const std::string> prefixes);

// The PREFIX of a pattern or name, with a dash and something behind it. The longest wins.
[[nodiscard]] std::optional<std::string> prefix_of(std::string_view pattern,
                                                   std::span<const std::string> prefixes);

// A Host block all of whose patterns begin with one of the prefixes: it is about our hosts only.
[[nodiscard]] bool is_ours(const sshconfig::Block& block, std::span<const std::string> prefixes);

// "PREFIX-ENV-NAME", "PREFIX-ENV-*", "PREFIX-*".
[[nodiscard]] std::string host_alias(std::string_view prefix, std::string_view environment,
                                     std::string_view name);
[[nodiscard]] std::string environment_pattern(std::string_view prefix,
                                              std::string_view environment);
[[nodiscard]] std::string generic_pattern(std::string_view prefix);

}  // namespace cloudx::hosts
