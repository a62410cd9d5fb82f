#pragma once
// Which endpoint of which relay service a command is about, and with which key.

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/url.hpp"
#include "home/process_context.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

// As given on the command line.
struct ClientRequest {
  std::optional<std::string> id;
  std::optional<std::string> api_url;
  std::optional<std::string> api_key_file;
  std::optional<std::string> identity;
  std::optional<std::string> protocol;  // auto, v1, v2
  std::optional<std::string> ca_file;
};

enum class Protocol : std::uint8_t { v1, v2 };

struct ClientSettings {
  std::string id;  // of [A-Za-z0-9-]
  Url api_url;     // https, or http to this machine
  Protocol protocol = Protocol::v2;
  Role role = Role::connect;  // whose key it is; v1 has no roles
  Secret key;
  std::filesystem::path identity;  // private key for the relay's SSH server
  std::string ca_file;             // empty: SSL_CERT_FILE and the system's
};

// `roles` are those that will do, the preferred one first. The key comes from the file, or is the
// one of the command line (ProcessContext::api_key). Errors: usage, configuration, io, not_found.
[[nodiscard]] Result<ClientSettings> read_settings(const ClientRequest& request,
                                                   std::span<const Role> roles,
                                                   const home::ProcessContext& context);

// Finds the settings once the keys are known.
[[nodiscard]] Result<ClientSettings> choose_settings(const ClientRequest& request,
                                                     std::span<const Role> roles, ClientKeys keys,
                                                     const std::string& home);

// What is to be said of the key file; "" where it is as it must be. The files that systemd makes of
// its credentials have modes of their own and are passed over.
[[nodiscard]] std::string key_file_warning(const ClientRequest& request,
                                           const home::ProcessContext& context);

// Errc::not_found or io where ssh could not read the private key.
[[nodiscard]] Result<void> check_identity(const ClientSettings& settings);

}  // namespace cloudx::relay
