#pragma once
// Keys of version 2 of the relay protocol and their files (docs/relay-protocol.md, "Keys").

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::relay {

enum class Role { connect, forward };
[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view name);

inline constexpr std::size_t kMaxId = 64;
[[nodiscard]] bool is_id_character(char character);  // [A-Za-z0-9-]
// 1 to 64 of them.
[[nodiscard]] bool valid_id(std::string_view id);

// 32 raw bytes each.
[[nodiscard]] Secret new_master_key();
[[nodiscard]] Secret role_key(const Secret& master, Role role, std::string_view id);
// HKDF-SHA256 (RFC 5869) without salt, 32 bytes.
[[nodiscard]] Secret derive_key(const Secret& secret, std::string_view info);

// Texts of key files, with a comment line and a line end.
[[nodiscard]] Secret master_key_file(const Secret& master);
[[nodiscard]] Secret endpoint_key_file(const Secret& master, std::string_view id,
                                       const std::vector<Role>& roles);

struct RoleKey {
  std::string id;
  Role role = Role::connect;
  Secret key;
};
// What a key file of a client holds.
struct ClientKeys {
  std::vector<RoleKey> roles;  // version 2
  Secret shared;               // version 1; empty where there are version 2 keys
};
// Errc::configuration names the line. The texts hold secrets; the messages do not.
[[nodiscard]] Result<Secret> read_master_key_file(std::string_view text);
[[nodiscard]] Result<ClientKeys> read_client_key_file(std::string_view text);

}  // namespace cloudx::relay
