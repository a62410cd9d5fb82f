#pragma once
// What an answer of AWS means for the one who called, whichever service it is from: the services
// have different codes for the same thing.

#include "base/error.hpp"

namespace cloudx::aws {

[[nodiscard]] bool is_denied(const Error& error);       // the permission is missing
[[nodiscard]] bool is_expired(const Error& error);      // the credentials are
[[nodiscard]] bool is_unknown_key(const Error& error);  // wrong access key, or wrong secret

}  // namespace cloudx::aws
