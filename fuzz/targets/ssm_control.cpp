// The small payloads: channel_closed with the text it shows, flag, size, opening message.

#include <cstdint>
#include <string>

#include "base/printable.hpp"
#include "fuzz/support/expect.hpp"
#include "protocol/ssm/closing_text.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/json.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

void check_closed(ByteView payload) {
  const auto closed = ssm::parse_channel_closed(payload);
  if (!closed) return;
  const std::string text = ssm::format_channel_closed(*closed);
  if (text.size() <= ssm::kMaxJsonSize) {
    const auto again = ssm::parse_channel_closed(as_bytes(text));
    expect(again && again->output == closed->output && again->session_id == closed->session_id &&
               again->created_ms == closed->created_ms,
           "what is formatted is parsed");
  }
  const std::string shown = ssm::closing_text(closed->output);
  expect(shown.size() <= closed->output.size(), "no text comes from nothing");
  expect(!has_control(shown), "no control character is shown");
}

void check_open(std::string_view text) {
  const auto open = ssm::parse_open(text);
  if (!open) return;
  const auto again = ssm::parse_open(ssm::format_open(*open));
  if (!again) return;  // escapes have made it larger than the limit
  expect(again->request_id == open->request_id && again->token == open->token &&
             again->client_id == open->client_id,
         "what is formatted is parsed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView payload(data, size);
  check_closed(payload);
  check_open(as_text(payload));
  if (const auto flag = ssm::parse_flag(payload)) {
    const Bytes again = ssm::format_flag(*flag);
    expect(again == Bytes(payload.begin(), payload.end()), "a flag has one form");
  }
  if (const auto one = ssm::parse_size(payload)) {
    const auto again = ssm::parse_size(as_bytes(ssm::format_size(*one)));
    expect(again && again->columns == one->columns && again->rows == one->rows,
           "a size is itself again");
  }
  return 0;
}
