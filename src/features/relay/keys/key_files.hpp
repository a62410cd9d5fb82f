#pragma once
// The key files of a relay service, as its operator asks for them.

#include <optional>
#include <string>

#include "aws/core/environment.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::relay {

struct EndpointRequest {
  std::string id;
  std::optional<std::string> master_key_file;
  std::optional<std::string> config;  // of the service, which says where its master key is
  std::optional<std::string> role;    // both without one
};

// The text of a new master key file.
[[nodiscard]] Secret make_master_key_file();

// The text of the endpoint's key file. With neither file given, the service's own configuration is
// asked where it is in its usual place. Errc::usage for an id or role that is none and for no
// master key; io, not_found or configuration for the one there should be.
[[nodiscard]] Result<Secret> make_endpoint_key_file(const EndpointRequest& request,
                                                    const aws::Environment& environment);

}  // namespace cloudx::relay
