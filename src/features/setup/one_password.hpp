#pragma once
// A key pair that lives in 1Password: everything that touches its program `op` and its SSH agent
// (1Password CLI reference: item, vault, account; "SSH agent config file"). The private half never
// leaves it.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "home/process_context.hpp"

namespace cloudx::setup {

inline constexpr const char* kDefaultVault = "Private";
// IdentityAgent of ssh_config for its SSH agent; the tilde is ssh's to expand. None on Windows: it
// listens where OpenSSH for Windows asks anyway
// (\\.\pipe\openssh-ssh-agent; 1Password's documentation, "Get started with 1Password for SSH").
[[nodiscard]] std::optional<std::string> one_password_agent();

struct OnePasswordKey {
  std::string title;       // of the item
  std::string public_key;  // one line
  bool created = false;
  std::vector<std::string> warnings;
};

struct OnePasswordRequest {
  std::string key_name;
  std::string vault = kDefaultVault;  // for a new item; names compare without case
  // Asked when there is no vault of that name: the index of another one.
  std::function<Result<std::size_t>(const std::vector<std::string>& names)> choose_vault;
  bool look_only = false;  // --dry-run: nothing is created
};

// The item "cloudX SSH Key - NAME", or "NAME", of any vault; else a new one in the chosen vault.
// Errors say what is missing: no `op`, nobody signed in, the agent's socket.
[[nodiscard]] Result<OnePasswordKey> find_or_create_key(const OnePasswordRequest& request,
                                                        const home::ProcessContext& context);

}  // namespace cloudx::setup
