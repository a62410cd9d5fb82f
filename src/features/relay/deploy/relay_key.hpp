#pragma once
// The public key that opens the relay VMs.

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "home/process_context.hpp"

namespace cloudx::relay {

// The key ("ssh-ed25519 AAAA...", without its comment), of `file` or else of ~/.ssh/proxy.pub; the
// pair
// ~/.ssh/proxy is made where there is none. Errors: configuration (a file that is no public key of
// a kind that EC2 takes, Ed25519 or RSA), io.
[[nodiscard]] Result<std::string> resolve_public_key(const std::optional<std::string>& file,
                                                     const home::ProcessContext& context,
                                                     Progress& progress);

// A word that stands for that key and no other: twelve hexadecimal digits.
[[nodiscard]] std::string key_label(std::string_view public_key);

}  // namespace cloudx::relay
