#pragma once
// The SSH key: its directory, both halves, and the agent that holds a private half that is not
// here.

#include <optional>
#include <string>

#include "base/error.hpp"
#include "features/doctor/finding.hpp"
#include "os/file_facts.hpp"

namespace cloudx::doctor {

struct KeyFacts {
  os::FileFacts directory;
  os::FileFacts private_key;
  os::FileFacts public_key;
  Result<std::string> public_line;  // what connect would push
  // The public half that the private file carries, in base64; nullopt where it cannot be read from
  // it (PEM formats).
  std::optional<std::string> own_public_half;
  // What `ssh-add -L` of the agent in use prints; asked only where the private half is not here.
  Result<std::string> agent_keys;
  std::string setup = "cloudx-proxy setup";  // the command that makes a pair there
};

// From a file that begins with "-----BEGIN OPENSSH PRIVATE KEY-----": the public half is not
// encrypted there (OpenSSH, PROTOCOL.key).
[[nodiscard]] std::optional<std::string> public_half_of(std::string_view private_file);

[[nodiscard]] Finding check_key_directory(const KeyFacts& facts);
[[nodiscard]] Finding check_public_key(const KeyFacts& facts);
[[nodiscard]] Finding check_private_key(const KeyFacts& facts);

}  // namespace cloudx::doctor
