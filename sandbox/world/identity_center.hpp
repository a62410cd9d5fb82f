#pragma once
// IAM Identity Center: registered clients, logins that a user is about to approve, accounts.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

// What becomes of a login once it has been pending for as long as it was told to.
enum class Decision : std::uint8_t { approved, denied, expired, none };

struct OidcClient {
  std::string secret;
  Time expires;
};

struct DeviceLogin {
  std::string client_id;
  std::string user_code;
  Time expires;
};

struct SsoAccount {
  std::string id;
  std::string name;
  std::vector<std::string> roles;
};

struct IdentityCenter {
  // Settings, changed by apply_patch().
  int pending_polls = 0;  // so many polls are answered with AuthorizationPendingException
  int slow_downs = 0;     // and before those so many with SlowDownException
  Decision decision = Decision::approved;
  Duration token_lifetime = std::chrono::hours(1);
  std::size_t page_size = 2;  // of ListAccounts and ListAccountRoles, whatever was asked for

  std::string access_token;  // empty: nobody is logged in
  std::string refresh_token;
  std::map<std::string, OidcClient, std::less<>> clients;  // by client id
  std::map<std::string, DeviceLogin, std::less<>> logins;  // by device code
  std::vector<SsoAccount> accounts = {
      {"123456789012", "Sandbox", {"Admin", "Developer", "ReadOnly"}},
      {"210987654321", "Production", {"ReadOnly"}},
      {"111122223333", "Shared services", {"Admin"}}};

  [[nodiscard]] bool is_client(std::string_view id, std::string_view secret, Time now) const;
  [[nodiscard]] const SsoAccount* account(std::string_view id) const;
};

// {"pending_polls": 2, "slow_downs": 1, "decision": "approved|denied|expired|none",
// "token_lifetime_ms": 60000, "page_size": 10}. Errc::usage for anything else, and then nothing is
// changed.
[[nodiscard]] Result<void> apply_patch(IdentityCenter& center, const boost::json::object& patch);

}  // namespace cloudx::sandbox
