// Error answers of the AWS protocols, and what the retry policy and the clock take from them.
//
// Input: the protocol, the status, a Date header and x-amzn-errortype of one block each, then the
// body.

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "aws/core/response.hpp"
#include "aws/core/retry.hpp"
#include "aws/core/signing_clock.hpp"
#include "base/printable.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

constexpr std::array kProtocols{aws::Protocol::json, aws::Protocol::query, aws::Protocol::ec2_query,
                                aws::Protocol::rest_json};
constexpr Timestamp kNow{std::chrono::seconds(1'700'000'000)};

void check_clock(const HttpResponse& response, const Error& error) {
  aws::SigningClock clock([] { return kNow; });
  clock.observe(response);
  // A server's word moves the clock into its four-digit years, and no further.
  expect(clock.now() >= Timestamp{} - std::chrono::years(2000) &&
             clock.now() <= Timestamp{} + std::chrono::years(8040),
         "the clock stays in the years of the calendar");
  expect(amz_date(clock.now()).size() == 16, "the time can be signed");
  (void)clock.explains(error, kNow);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const aws::Protocol protocol = kProtocols[input.byte() % kProtocols.size()];
  HttpResponse response;
  response.status = static_cast<int>(301 + input.byte());
  const std::string date(as_text(input.block()));
  const std::string type(as_text(input.block()));
  response.headers = {{"Date", date}, {"x-amzn-errortype", type}, {"x-amz-retry-after", type}};
  response.body = std::string(input.text());

  const Error error = aws::service_error(protocol, response);
  expect(error.kind == Errc::service && !error.service_code.empty(), "an error has a code");
  expect(!has_control(error.message) && !has_control(error.service_code), "it can be shown");
  expect(error.message.size() < 2000, "it is short enough to be shown");
  expect(error.http_status == response.status, "it keeps the status");
  const auto delay = aws::retry_after(response);
  expect(!delay || *delay >= std::chrono::milliseconds(0), "no wait is negative");
  check_clock(response, error);
  return 0;
}
