// URLs in general, and the stream URL in particular: our token goes where it says.

#include "session/stream_url.hpp"

#include <cstdint>

#include "base/url.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

void check_url(std::string_view text) {
  const auto url = parse_url(text);
  if (!url) return;
  expect(!url->host.empty() && url->port != 0, "a URL leads somewhere");
  expect(url->target.starts_with('/'), "a target is absolute");
  expect(url->target.find_first_of(" \r\n") == std::string::npos, "a target is one word");
  expect(url->host.find_first_of(" \r\n/@") == std::string::npos, "a host is one name");
  const auto again = parse_url(url->scheme + "://" + url->authority() + url->target);
  expect(
      again && again->host == url->host && again->port == url->port && again->target == url->target,
      "a URL put together is the same URL");
}

void check_stream(std::string_view text) {
  aws::EndpointOptions endpoints;
  endpoints.region = "eu-west-1";
  const auto url = session::check_stream_url(text, endpoints);
  if (!url) return;
  expect(url->scheme == "wss" && url->user_info.empty(), "the token goes over TLS");
  const bool private_gateway =
      url->host.starts_with("vpce-") && url->host.find('.') == url->host.find(".ssmmessages") &&
      (url->host.ends_with(".ssmmessages.eu-west-1.vpce.amazonaws.com") ||
       url->host.ends_with(".ssmmessages-fips.eu-west-1.vpce.amazonaws.com") ||
       url->host.ends_with(".ssmmessages.eu-west-1.vpce.api.aws") ||
       url->host.ends_with(".ssmmessages-fips.eu-west-1.vpce.api.aws"));
  expect(private_gateway || url->host == "ssmmessages.eu-west-1.amazonaws.com" ||
             url->host == "ssmmessages-fips.eu-west-1.amazonaws.com" ||
             url->host == "ssmmessages.eu-west-1.api.aws" ||
             url->host == "ssmmessages-fips.eu-west-1.api.aws",
         "the token goes to the gateway of the region");
}

void check_replaced(std::string_view text) {
  aws::EndpointOptions endpoints;
  endpoints.region = "eu-west-1";
  endpoints.urls["ssmmessages"] = "https://vpce-1.example:8443";
  const auto url = session::check_stream_url(text, endpoints);
  expect(!url || (url->host == "vpce-1.example" && url->port == 8443 && url->secure()),
         "the token goes to the configured gateway");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input(data, size).text();
  check_url(text);
  check_stream(text);
  check_replaced(text);
  return 0;
}
