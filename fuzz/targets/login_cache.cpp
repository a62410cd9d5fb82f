// The cache file that `aws login` leaves, and the key in it.

#include "aws/api/credentials/login_cache.hpp"

#include <cstdint>

#include "aws/core/dpop.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cloudx;
  using fuzz::expect;
  const auto token = aws::parse_login_token(fuzz::Input(data, size).text());
  if (!token) return 0;
  const aws::Credentials& keys = token->credentials;
  expect(!keys.access_key_id.empty() && !keys.secret_access_key.empty() && keys.expiration,
         "a login is complete");
  if (const auto key = aws::DpopKey::parse(token->dpop_key)) {
    expect(key->proof({"POST", "https://x/v1/token", Timestamp{}, "id"}).size() > 86,
           "a key makes proofs");
  }
  const auto again = aws::parse_login_token(aws::format_login_token(*token));
  expect(again.has_value(), "what is written is read");
  expect(again->credentials.access_key_id == keys.access_key_id &&
             again->credentials.secret_access_key == keys.secret_access_key &&
             again->credentials.session_token == keys.session_token &&
             again->credentials.expiration == keys.expiration &&
             again->credentials.account_id == keys.account_id &&
             again->client_id == token->client_id && again->refresh_token == token->refresh_token &&
             again->dpop_key == token->dpop_key,
         "writing it back loses nothing");
  return 0;
}
