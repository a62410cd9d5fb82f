#pragma once
// The key files of a relay service, as its operator asks for them.

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::relay {

struct EndpointRequest {
  std::string id;
  std::optional<std::string> master_key_file;
  std::optional<std::string> role;  // both without one
};

// The text of a new master key file.
[[nodiscard]] Secret make_master_key_file();

// The text of the endpoint's key file. Errc::usage for an id or role that is none, io, not_found or
// configuration for the master key.
[[nodiscard]] Result<Secret> make_endpoint_key_file(const EndpointRequest& request);

}  // namespace cloudx::relay
