// Answers of IAM Identity Center: what its portal and its OIDC service say.
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

void check_credentials(aws::ApiClient& client) {
  const aws::RoleCredentialsRequest request{"us-east-1", "123456789012", "r", Secret("t")};
  const auto credentials = fuzz::run(aws::Sso(client).get_role_credentials(request, {}));
  if (!credentials) return;
  expect(!credentials->access_key_id.empty() && !credentials->secret_access_key.empty() &&
             !credentials->session_token.empty(),
         "credentials are complete");
}

void check_token(aws::ApiClient& client) {
  const aws::RefreshTokenRequest request{"us-east-1", "c", Secret("s"), Secret("r")};
  const auto token = fuzz::run(aws::SsoOidc(client).refresh(request, {}));
  if (!token) return;
  expect(!token->access_token.empty(), "a token is not empty");
  expect(token->expires_in >= std::chrono::seconds(0) && token->expires_in <= kLong,
         "the lifetime can be added to a time");
}

void check_client(aws::ApiClient& caller) {
  const aws::RegisterClientRequest request{"us-east-1", "c", {"scope"}};
  const auto client = fuzz::run(aws::SsoOidc(caller).register_client(request, {}));
  expect(!client || (!client->id.empty() && !client->secret.empty()), "a client is complete");
}

void check_device(aws::ApiClient& client) {
  const aws::DeviceAuthorizationRequest request{"us-east-1", "c", Secret("s"), "https://x/"};
  const auto asked = fuzz::run(aws::SsoOidc(client).start_device_authorization(request, {}));
  if (!asked) return;
  expect(
      !asked->device_code.empty() && !asked->user_code.empty() && !asked->verification_uri.empty(),
      "a code is complete");
  expect(asked->expires_in <= kLong && asked->interval <= kLong, "spans can be added to a time");
}

void check_portal(aws::ApiClient& client, int operation) {
  const aws::SsoAccess access{"us-east-1", Secret("t")};
  aws::Sso sso(client);
  if (operation == 4) (void)fuzz::run(sso.list_accounts(access, {}));
  if (operation == 5) (void)fuzz::run(sso.list_account_roles(access, "1", {}));
  if (operation == 6) (void)fuzz::run(sso.logout(access, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t operation = input.byte();
  fuzz::ApiBench bench(input.text());
  switch (operation % 7) {
    case 0:
      check_credentials(bench.client);
      break;
    case 1:
      check_token(bench.client);
      break;
    case 2:
      check_client(bench.client);
      break;
    case 3:
      check_device(bench.client);
      break;
    default:
      check_portal(bench.client, operation % 7);
  }
  return 0;
}
