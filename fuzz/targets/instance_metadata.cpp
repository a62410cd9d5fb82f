// What the instance metadata service answers: token, role name, credentials.
//
// Input: two blocks (token, role name), then the credentials.

#include "aws/api/credentials/instance_metadata.hpp"

#include <cstdint>

#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cloudx;
  using fuzz::expect;
  fuzz::Input input(data, size);
  const std::string_view token = as_text(input.block());
  const std::string_view role = as_text(input.block());
  fuzz::AnsweringHttp http(
      {fuzz::answer(200, token), fuzz::answer(200, role), fuzz::answer(200, input.text())});
  const aws::SigningClock clock([] { return fuzz::kNow; });
  aws::InstanceMetadata metadata({}, "no metadata", http, clock);
  const auto credentials = fuzz::run(metadata.get({}));
  if (!credentials) return 0;
  expect(!credentials->access_key_id.empty() && !credentials->secret_access_key.empty(),
         "credentials are complete");
  expect(!credentials->expiration || *credentials->expiration > fuzz::kNow,
         "credentials that cannot be renewed are kept in use");
  return 0;
}
