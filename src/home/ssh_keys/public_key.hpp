#pragma once
// The public half of a key pair as ssh-keygen writes it into a file.

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::home {

struct PublicKey {
  std::string type;  // "ssh-ed25519"
  std::string blob;  // base64

  // "ssh-ed25519 AAAA...". Without the comment: it is nobody's but the user's, and may be anything.
  [[nodiscard]] std::string line() const { return type + " " + blob; }
};

// The key in the text of a file. As ssh does, lines that are no key are passed over: empty ones,
// those with "#", whatever else. Errc::configuration, in words that follow the file's name and a
// colon: a private key, more than one key, none.
[[nodiscard]] Result<PublicKey> parse_public_key(std::string_view text);

}  // namespace cloudx::home
