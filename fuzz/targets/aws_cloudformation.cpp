// The XML answers of CloudFormation.
//
// Input: the operation, then the body of a 200 answer.

#include <cstdint>

#include "aws/api/cloudformation.hpp"
#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

void check_stack(aws::CloudFormation& service, std::string_view body) {
  const auto stack = fuzz::run(service.describe_stack("ssh-proxy", {}));
  if (!stack) return;
  expect(!stack->status.empty(), "a stack has a status");
  expect(stack->outputs.size() + stack->parameters.size() <= body.size(),
         "no output comes from nothing");
}

// One page: the bench would give the same one for ever.
void check_events(aws::CloudFormation& service, std::string_view body) {
  if (body.contains("NextToken")) return;
  const auto all = fuzz::run(service.describe_stack_events("ssh-proxy", "", {}));
  if (!all || all->empty()) return;
  expect(all->size() <= body.size(), "no event comes from nothing");
  const std::string last = all->back().event_id;
  const auto some = fuzz::run(service.describe_stack_events("ssh-proxy", last, {}));
  expect(some && (last.empty() || some->size() < all->size()), "events end before the known one");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t operation = input.byte();
  const std::string_view body = input.text();
  fuzz::ApiBench bench(body);
  aws::CloudFormation service(bench.client, bench.signer);
  switch (operation % 3) {
    case 0:
      check_stack(service, body);
      break;
    case 1:
      check_events(service, body);
      break;
    default:
      (void)fuzz::run(service.create_stack({}, {}));
      break;
  }
  return 0;
}
