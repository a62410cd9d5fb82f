#pragma once
// The relay VM's SSH host key, derived so that every node of the service has the same one without
// keeping it.

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace cloudx::relay {

struct HostKey {
  std::string public_line;  // "ssh-ed25519 BASE64"
  Secret private_file;      // OpenSSH's PEM form (PROTOCOL.key), not encrypted
};

// `secret` is the service's master key (or, where it has none, the shared key of version 1).
[[nodiscard]] HostKey derive_host_key(const Secret& secret, std::string_view client_token);

}  // namespace cloudx::relay
