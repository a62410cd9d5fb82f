#pragma once
// The access keys that the sandbox knows: one made at the start, more by AssumeRole.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

inline constexpr std::string_view kAccount = "123456789012";

struct AccessKey {
  std::string id;
  Secret secret;
  Secret session_token;         // empty with a long-term key
  std::optional<Time> expires;  // of a temporary one
  std::string arn;              // whose key it is
  std::string user_id;
};

class CredentialStore {
 public:
  static constexpr std::chrono::hours kUserKeyLifetime{12};  // of a temporary one

  const AccessKey& add(AccessKey key);
  // The user's long-term key, or (temporary) one with a session token.
  const AccessKey& add_user_key(bool temporary, Time now, Duration lifetime = kUserKeyLifetime);
  const AccessKey& add_role_key(std::string_view role_arn, std::string_view session_name,
                                Duration lifetime, Time now);
  [[nodiscard]] const AccessKey* find(std::string_view id) const;

 private:
  std::map<std::string, AccessKey, std::less<>> keys_;
};

// `length` characters of A-Z and 0-9, at random.
[[nodiscard]] std::string random_identifier(std::size_t length);

}  // namespace cloudx::sandbox
