#pragma once
// What `cloudx-proxy setup` is asked to do: the command line, not yet looked up or checked.

#include <cstdint>
#include <optional>
#include <string>

#include "home/account.hpp"
#include "home/locations.hpp"

namespace cloudx::setup {

// What to do with an environment that is configured already, with other settings.
enum class Existing : std::uint8_t {
  keep,      // the new host uses it as it is
  override,  // it gets the new settings, for all of its hosts
  host,      // the new host gets settings of its own
};

struct SetupRequest {
  home::AccountRequest account;
  home::LocationRequest locations;
  std::optional<std::string> one_password;  // the vault's name, or empty for the default one
  std::optional<std::string> instance;
  std::optional<std::string> hostname;
  std::optional<std::string> environment;
  std::optional<std::string> prefix;
  std::optional<std::string> os_user;
  std::optional<std::string> owner_tag;  // the key of the one that names an instance's owner
  std::optional<Existing> existing;      // missing: asked; with --yes: host
  bool vscode = false;
  bool yes = false;
  bool dry_run = false;
  std::string version;  // of this program, for the comments in ssh_config
};

}  // namespace cloudx::setup
