#include "fuzz/support/delivery.hpp"

#include <algorithm>

#include "fuzz/support/expect.hpp"

namespace cloudx::fuzz {

namespace {

constexpr std::int64_t kValues = 128;  // the upper half of the byte values is forbidden

}  // namespace

Bytes Delivery::output(std::int64_t number, std::size_t size) {
  return Bytes(size, static_cast<std::uint8_t>(number & (kValues - 1)));
}

Bytes Delivery::forbidden(std::size_t size) {
  return Bytes(size, std::uint8_t{0xFF});
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
    const std::uint8_t value = bytes.front();
    expect(value < kValues, "nothing is delivered that was not authenticated");
    const auto end = std::ranges::find_if(bytes, [&](std::uint8_t byte) { return byte != value; });
    const auto size = static_cast<std::size_t>(end - bytes.begin());
    const std::int64_t number = number_of(value, size);
    expect(number >= 0, "whole messages are delivered, in order, once");
    while (last_ < number) expect(offered_.contains(++last_), "nothing is left out");
    bytes = bytes.subspan(size);
  }
}

// The next message of that value and size, or -1. Several numbers share a value.
std::int64_t Delivery::number_of(std::uint8_t value, std::size_t size) const {
  for (auto at = offered_.upper_bound(last_); at != offered_.end(); ++at) {
    const bool same_value = at->first >= 0 && (at->first & (kValues - 1)) == value;
    if (same_value && at->second.contains(size)) return at->first;
  }
  return -1;
}

}  // namespace cloudx::fuzz
