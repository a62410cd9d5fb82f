#pragma once
// The SSH key pair in our directory, made where it is missing.

#include <string>

#include "base/error.hpp"
#include "home/locations.hpp"

namespace cloudx::home {

enum class KeyState : std::uint8_t {
  missing,
  complete,
  public_only,   // the private half lives elsewhere: an agent, 1Password
  private_only,  // the public half can be derived, unless a passphrase protects it
};

[[nodiscard]] std::filesystem::path private_key(const Locations& locations);
[[nodiscard]] KeyState key_state(const Locations& locations);

// The directory (0700) with an ed25519 pair (0600, 0644), by ssh-keygen. What is there stays; its
// modes are corrected. Returns what there was before.
[[nodiscard]] Result<KeyState> ensure_key_pair(const Locations& locations);

// The directory alone, mode 0700.
[[nodiscard]] Result<void> ensure_directory(const std::filesystem::path& directory);

}  // namespace cloudx::home
