// Version 2 of the relay protocol: the Authorization header and the JSON bodies.
//
// Input: a block for the header, then the body.

#include <cstdint>
#include <string>

#include "base/ip_address.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "protocol/relay/endpoint_view.hpp"
#include "protocol/relay/request_v2.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::relay;
using fuzz::expect;

void check_header(std::string_view header) {
  const auto token = parse_authorization(header);
  if (!token) return;
  expect(authorization_header(token->request, token->mac) == header, "a token has one form");
  expect(valid_id(token->request.id), "its id is one");
}

void check_bodies(std::string_view body) {
  if (const auto view = parse_endpoint_view(body)) {
    expect(view->address.empty() || is_ip_address(view->address), "an address is one");
    expect(!view->host_key.contains('\n') && !view->user.starts_with('-'),
           "nothing else gets into ssh's configuration");
    // A place without an address is not told.
    if (!view->address.empty()) {
      expect(parse_endpoint_view(to_json(*view)) == *view, "a view is itself again");
    }
  }
  if (const auto wait = parse_wait_request(body)) {
    expect(wait->seconds >= std::chrono::seconds(0) && wait->seconds <= std::chrono::seconds(55),
           "a wait has its bounds");
  }
  (void)parse_error_body(body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  check_header(as_text(input.block()));
  check_bodies(input.text());
  return 0;
}
