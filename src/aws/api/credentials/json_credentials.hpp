#pragma once
// The JSON form in which credential processes, metadata services and aws-cli's cache hand out
// credentials: AccessKeyId, SecretAccessKey, Expiration, AccountId and a token.

#include <string_view>

#include <boost/json/object.hpp>

#include "aws/core/credentials.hpp"
#include "base/error.hpp"

namespace cloudx::aws {

// `token_member` is "SessionToken" or "Token". Errc::credentials when a part is missing or the
// expiration cannot be read; the message starts with "the answer".
[[nodiscard]] Result<Credentials> credentials_from_json(const boost::json::object& object,
                                                        std::string_view token_member);

}  // namespace cloudx::aws
