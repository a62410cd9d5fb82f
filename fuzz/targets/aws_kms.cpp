// The answer of kms:GenerateDataKey.
//
// Input: a block with the key's id (from the agent, its region is the one called), then the body of
// a 200 answer.

#include <cstdint>

#include "aws/api/kms.hpp"
#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cloudx;
  fuzz::Input input(data, size);
  aws::GenerateDataKeyRequest request;
  request.key_id = std::string(as_text(input.block()));
  const std::string_view body = input.text();
  fuzz::ApiBench bench(body);
  const auto key =
      fuzz::run(aws::Kms(bench.client, bench.signer).generate_data_key(std::move(request), {}));
  if (!key) return 0;
  fuzz::expect(!key->plaintext.empty() && !key->ciphertext.empty(), "a data key has both forms");
  fuzz::expect(key->plaintext.reveal().size() < body.size(), "no key comes from nothing");
  return 0;
}
