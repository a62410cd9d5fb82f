#include "fuzz/support/input.hpp"

#include <algorithm>

namespace cloudx::fuzz {

std::uint8_t Input::byte() {
  const ByteView one = bytes(1);
  return one.empty() ? std::uint8_t{0} : one.front();
}

std::uint32_t Input::be16() {
  const std::uint32_t high = byte();
  return high << 8 | byte();
}

std::uint64_t Input::be64() {
  std::uint64_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 16 | be16();
  return value;
}

ByteView Input::bytes(std::size_t count) {
  const ByteView taken = rest_.first(std::min(count, rest_.size()));
  rest_ = rest_.subspan(taken.size());
  return taken;
}

}  // namespace cloudx::fuzz
