#include "fuzz/support/delivery.hpp"

#include <algorithm>

#include "fuzz/support/expect.hpp"

namespace cloudx::fuzz {

namespace {

constexpr std::uint8_t kForbidden = 0x80;
constexpr std::uint8_t kBegins = 0x40;

// Several numbers share one.
std::uint8_t value_of(std::int64_t number) {
  return static_cast<std::uint8_t>(number & (kBegins - 1));
}

}  // namespace

Bytes Delivery::output(std::int64_t number, std::size_t size) {
  Bytes message(size, value_of(number));
  if (!message.empty()) message.front() |= kBegins;
  return message;
}

Bytes Delivery::forbidden(std::size_t size) {
  return Bytes(size, kForbidden);
}

void Delivery::offered(std::int64_t number, ssm::PayloadType type, std::size_t size) {
  auto& sizes = offered_[number];
  if (type == ssm::PayloadType::output) sizes.insert(size);
}

void Delivery::acknowledged(std::int64_t number) const {
  expect(offered_.contains(number), "only what came is acknowledged");
}

void Delivery::delivered(ByteView bytes) {
  while (!bytes.empty()) {
    expect((bytes.front() & kForbidden) == 0, "nothing is delivered that was not authenticated");
    expect((bytes.front() & kBegins) != 0, "whole messages are delivered");
    const auto end = std::ranges::find_if(
        bytes.subspan(1), [&](std::uint8_t byte) { return byte != (bytes.front() ^ kBegins); });
    const auto size = 1 + static_cast<std::size_t>(end - bytes.subspan(1).begin());
    const std::int64_t number = number_of(bytes.first(size));
    expect(number >= 0, "messages are delivered whole, in order, once");
    while (last_ < number) expect(offered_.contains(++last_), "nothing is left out");
    bytes = bytes.subspan(size);
  }
}

// The next message that looks like that, or -1.
std::int64_t Delivery::number_of(ByteView message) const {
  for (auto at = offered_.upper_bound(last_); at != offered_.end(); ++at) {
    const bool same = at->first >= 0 && value_of(at->first) == (message.front() ^ kBegins);
    if (same && at->second.contains(message.size())) return at->first;
  }
  return -1;
}

}  // namespace cloudx::fuzz
