#include "aws/core/error_class.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace cloudx::aws {

namespace {

constexpr std::array<std::string_view, 4> kDenied = {"AccessDenied", "AccessDeniedException",
                                                     "UnauthorizedOperation", "AuthException"};
constexpr std::array<std::string_view, 6> kUnknownKey = {
    "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException",
    "SignatureDoesNotMatch",       "InvalidAccessKeyId",   "AuthFailure"};

}  // namespace

bool is_denied(const Error& error) {
  return std::ranges::find(kDenied, error.service_code) != kDenied.end();
}

bool is_expired(const Error& error) {
  return error.service_code.starts_with("ExpiredToken") || error.service_code == "RequestExpired";
}

bool is_unknown_key(const Error& error) {
  return std::ranges::find(kUnknownKey, error.service_code) != kUnknownKey.end();
}

}  // namespace cloudx::aws
