// The XML answers of EC2.
//
// Input: the operation, then the body of a 200 answer.

#include <cstdint>

#include "aws/api/ec2.hpp"
#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

bool is_state(aws::InstanceState state) {
  return static_cast<int>(state) >= 0 && static_cast<int>(state) <= 255;
}

// One page: the bench would give the same one for ever.
void check_instances(aws::Ec2& ec2, std::string_view body) {
  if (body.contains("nextToken")) return;
  const auto instances = fuzz::run(ec2.describe_instances({}, {}));
  if (!instances) return;
  expect(instances->size() <= body.size(), "no instance comes from nothing");
  for (const aws::Instance& one : *instances) {
    expect(is_state(one.state), "a state is its low byte");
    expect(one.instance_id.size() <= body.size(), "no text comes from nothing");
  }
}

void check_images(aws::Ec2& ec2, std::string_view body) {
  if (body.contains("nextToken")) return;
  const auto images = fuzz::run(ec2.describe_images({}, {}));
  if (images) expect(images->size() <= body.size(), "no image comes from nothing");
}

void check_launch(aws::Ec2& ec2) {
  const aws::RunInstanceRequest request{"ami-1", "ssh-proxy", "token", {}, {}};
  const auto instance = fuzz::run(ec2.run_instance(request, {}));
  if (instance) expect(!instance->instance_id.empty(), "a launched instance has an id");
}

void check_changes(aws::Ec2& ec2) {
  const auto changes = fuzz::run(ec2.start_instances({"i-0123456789abcdef0"}, {}));
  if (!changes) return;
  for (const aws::StateChange& one : *changes) {
    expect(is_state(one.previous) && is_state(one.current), "a state is its low byte");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t operation = input.byte();
  const std::string_view body = input.text();
  fuzz::ApiBench bench(body);
  aws::Ec2 ec2(bench.client, bench.signer);
  switch (operation % 4) {
    case 0:
      check_instances(ec2, body);
      break;
    case 1:
      check_changes(ec2);
      break;
    case 2:
      check_images(ec2, body);
      break;
    default:
      check_launch(ec2);
      break;
  }
  return 0;
}
