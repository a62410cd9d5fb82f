// The token file that `aws sso login` leaves.

#include "aws/api/credentials/sso_token.hpp"

#include <cstdint>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cloudx;
  using fuzz::expect;
  const auto token = aws::parse_sso_token(fuzz::Input(data, size).text());
  if (!token) return 0;
  expect(!token->access_token.empty(), "a token is not empty");
  (void)token->can_be_refreshed(Timestamp{});
  const auto again = aws::parse_sso_token(aws::format_sso_token(*token));
  expect(again.has_value(), "what is written is read");
  expect(again->access_token == token->access_token && again->expires_at == token->expires_at &&
             again->refresh_token == token->refresh_token && again->client_id == token->client_id &&
             again->client_secret == token->client_secret &&
             again->registration_expires_at == token->registration_expires_at,
         "writing it back loses nothing");
  return 0;
}
