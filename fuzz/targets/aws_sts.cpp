// The XML answers of the Security Token Service.
//
// Input: the operation, then the body of a 200 answer.

#include <cstdint>

#include "aws/api/sts.hpp"
#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

namespace {

using namespace cloudx;

void check(const Result<aws::Credentials>& credentials) {
  if (!credentials) return;
  fuzz::expect(!credentials->access_key_id.empty() && !credentials->secret_access_key.empty() &&
                   !credentials->session_token.empty(),
               "credentials are complete");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t operation = input.byte();
  fuzz::ApiBench bench(input.text());
  aws::Sts sts(bench.client, &bench.signer);
  const std::string role = "arn:aws:iam::123456789012:role/a";
  switch (operation % 3) {
    case 0:
      (void)fuzz::run(sts.get_caller_identity({}));
      break;
    case 1:
      check(fuzz::run(sts.assume_role({role, "me", "", "", "", {}}, {})));
      break;
    default:
      check(fuzz::run(sts.assume_role_with_web_identity({role, "me", Secret("token"), {}}, {})));
  }
  return 0;
}
