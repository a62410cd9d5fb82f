// Base64, hexadecimal, percent encoding, UUIDs, agent versions: each as text from outside and as
// bytes of ours.

#include "base/encoding.hpp"

#include <cstdint>

#include "base/uuid.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "protocol/ssm/version.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cloudx;
  using fuzz::expect;
  const Bytes bytes(data, data + size);
  const std::string_view text = as_text(bytes);
  expect(unbase64(base64(bytes)) == bytes, "base64 gives the bytes back");
  expect(unhex(hex(bytes)) == bytes, "hexadecimal gives the bytes back");
  expect(percent_decode(percent_encode(text)) == text, "percent encoding gives the text back");
  expect(percent_decode(text).size() <= text.size(), "decoding makes nothing longer");
  if (const auto decoded = unbase64(text)) {
    expect(unbase64(base64(*decoded)) == decoded, "base64 is itself again");
    expect(base64(*decoded).size() == text.size(), "no other length means the same");
  }
  if (const auto decoded = unhex(text)) expect(decoded->size() * 2 == size, "two digits a byte");
  if (const auto uuid = parse_uuid(text)) expect(parse_uuid(to_string(*uuid)) == uuid, "one UUID");
  (void)ssm::parse_agent_version(text);
  return 0;
}
