#pragma once
// The public half of the SSH key, as EC2 Instance Connect takes it.

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace cloudx::home {

// The key ("ssh-ed25519 AAAA..."), without its comment, which the service might refuse. Errors say
// how to make a key: a missing file, more than one key, a private key, no OpenSSH public key, a
// size that the service refuses (80 to 4096 characters, SendSSHPublicKey's model).
[[nodiscard]] Result<std::string> read_public_key(const std::filesystem::path& file);

}  // namespace cloudx::home
