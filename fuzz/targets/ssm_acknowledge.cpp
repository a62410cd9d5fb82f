// The payload of an acknowledge. The parser that does not allocate is held against a plain one.

#include <cstdint>
#include <string_view>

#include <boost/json/object.hpp>

#include "fuzz/support/expect.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/json.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

constexpr std::string_view kNumber = "AcknowledgedMessageSequenceNumber";

// With an escape a key can look different, and of a key that comes twice each parser may take
// either.
bool is_plain(std::string_view text) {
  const std::size_t first = text.find(kNumber);
  return !text.contains('\\') && first != std::string_view::npos &&
         text.find(kNumber, first + 1) == std::string_view::npos;
}

void check_round_trip(const ssm::Acknowledge& acknowledge) {
  ssm::AcknowledgeBuffer buffer;
  const auto again = ssm::parse_acknowledge(ssm::format_acknowledge(acknowledge, buffer));
  expect(again && again->type == acknowledge.type && again->id == acknowledge.id &&
             again->sequence == acknowledge.sequence,
         "what is formatted is parsed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView payload(data, size);
  const auto acknowledge = ssm::parse_acknowledge(payload);
  if (!acknowledge) return 0;
  expect(acknowledge->sequence >= 0, "a number is not negative");
  check_round_trip(*acknowledge);
  const auto object = ssm::parse_object(payload);
  expect(object.has_value(), "an acknowledge is a JSON object");
  if (!is_plain(as_text(payload))) return 0;
  const boost::json::value* number = object->if_contains(kNumber);
  expect(number != nullptr && number->is_int64() && number->get_int64() == acknowledge->sequence,
         "both parsers read the same number");
  return 0;
}
