// Answers of IAM Identity Center: role credentials of the portal, tokens of its OIDC service.
//
// Input: the operation, then the body of a 200 answer.

#include <cstdint>

#include "aws/api/sso.hpp"
#include "aws/api/sso_oidc.hpp"
#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

constexpr std::chrono::seconds kLong = std::chrono::hours(24) * 366 * 10;

void check_credentials(aws::Caller& caller) {
  const aws::RoleCredentialsRequest request{"us-east-1", "123456789012", "r", Secret("t")};
  const auto credentials = fuzz::run(aws::Sso(caller).get_role_credentials(request, {}));
  if (!credentials) return;
  expect(!credentials->access_key_id.empty() && !credentials->secret_access_key.empty() &&
             !credentials->session_token.empty(),
         "credentials are complete");
}

void check_token(aws::Caller& caller) {
  const aws::RefreshTokenRequest request{"us-east-1", "c", Secret("s"), Secret("r")};
  const auto token = fuzz::run(aws::SsoOidc(caller).refresh(request, {}));
  if (!token) return;
  expect(!token->access_token.empty(), "a token is not empty");
  expect(token->expires_in >= std::chrono::seconds(0) && token->expires_in <= kLong,
         "the lifetime can be added to a time");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t operation = input.byte();
  fuzz::ApiBench bench(input.text());
  if (operation % 2 == 0) {
    check_credentials(bench.caller);
  } else {
    check_token(bench.caller);
  }
  return 0;
}
