#pragma once
// AWS credentials as they are used to sign.

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;                 // empty for long-term keys
  std::optional<Timestamp> expiration;  // none: they do not expire by themselves
  std::string account_id;               // empty where the source does not tell
  std::string source;                   // where they come from, in the words of the AWS SDKs: "sso"
};

}  // namespace cloudx::aws
