// Answers of Systems Manager.
//
// Input: the operation, then the body of a 200 answer.

#include <cstdint>

#include "aws/api/ssm.hpp"
#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

void check_ticket(const Result<aws::SessionTicket>& ticket) {
  if (!ticket) return;
  expect(!ticket->session_id.empty() && !ticket->token.empty() && !ticket->stream_url.empty(),
         "a ticket is complete");
}

// One page: the bench would give the same one for ever.
void check_information(aws::Ssm& ssm, std::string_view body) {
  if (body.contains("NextToken") || body.contains('\\')) return;
  const auto list = fuzz::run(ssm.describe_instance_information({}, {}));
  if (!list) return;
  expect(list->size() <= body.size() / 2, "no instance comes from nothing");
  for (const aws::InstanceInformation& one : *list) {
    expect(!one.last_ping || *one.last_ping >= Timestamp{}, "a ping is not before 1970");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t operation = input.byte();
  const std::string_view body = input.text();
  fuzz::ApiBench bench(body);
  aws::Ssm ssm(bench.client, bench.signer);
  switch (operation % 5) {
    case 0:
      check_ticket(fuzz::run(ssm.start_session({"i-0123456789abcdef0", "", {}, ""}, {})));
      break;
    case 1:
      // What has not changed may be left out, and an empty token means that it is too late.
      (void)fuzz::run(ssm.resume_session("s", {}));
      break;
    case 2:
      (void)fuzz::run(ssm.terminate_session("s", {}));
      break;
    case 3:
      (void)fuzz::run(ssm.is_connected("i-0123456789abcdef0", {}));
      break;
    default:
      check_information(ssm, body);
  }
  return 0;
}
