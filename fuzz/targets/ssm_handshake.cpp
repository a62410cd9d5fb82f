// The JSON of the handshake: request, response and completion.

#include <cstdint>
#include <string>

#include "fuzz/support/expect.hpp"
#include "protocol/ssm/handshake.hpp"
#include "protocol/ssm/json.hpp"

namespace {

using namespace cloudx;

// What was understood once is understood the same again.
template <class Parse, class Format>
void check(ByteView payload, Parse parse, Format format) {
  const auto parsed = parse(payload);
  if (!parsed) return;
  const std::string text = format(*parsed);
  if (text.size() > ssm::kMaxJsonSize) return;
  const auto again = parse(as_bytes(text));
  fuzz::expect(again.has_value(), "what is formatted is parsed");
  fuzz::expect(format(*again) == text, "nothing is lost on the way");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView payload(data, size);
  check(payload, ssm::parse_handshake_request, ssm::format_handshake_request);
  check(payload, ssm::parse_handshake_response, ssm::format_handshake_response);
  check(payload, ssm::parse_handshake_complete, ssm::format_handshake_complete);
  return 0;
}
