// The answer of EC2 Instance Connect to a pushed key.

#include <cstdint>

#include "aws/api/ec2_instance_connect.hpp"
#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cloudx;
  const std::string_view body = fuzz::Input(data, size).text();
  fuzz::ApiBench bench(body);
  aws::Ec2InstanceConnect service(bench.client, bench.signer);
  const auto pushed = fuzz::run(service.send_ssh_public_key({"i-1", "ec2-user", "key", ""}, {}));
  fuzz::expect(!pushed || body.contains("true"), "a key is pushed only if the service says so");
  return 0;
}
