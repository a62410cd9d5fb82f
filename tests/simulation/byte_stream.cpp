#include "simulation/byte_stream.hpp"

#include <algorithm>

#include "simulation/random.hpp"

namespace cloudx::simulation {

std::uint64_t ByteStream::word(std::uint64_t index) const {
  return splitmix64(seed_ + index * 0x9E3779B97F4A7C15);
}

void ByteStream::generate(std::uint64_t position, std::span<std::uint8_t> into) const {
  std::uint64_t current = word(position / 8);
  for (std::uint8_t& byte : into) {
    byte = static_cast<std::uint8_t>(current >> (position % 8 * 8));
    if (++position % 8 == 0) current = word(position / 8);
  }
}

bool ByteStream::matches(std::uint64_t position, ByteView bytes) const {
  Bytes expected(bytes.size());
  generate(position, expected);
  return std::ranges::equal(expected, bytes);
}

}  // namespace cloudx::simulation
