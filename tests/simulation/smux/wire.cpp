#include "simulation/smux/wire.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "simulation/random.hpp"
#include "simulation/smux/site.hpp"

namespace cloudx::smux_simulation {

std::optional<WireFrame> FrameReader::next() {
  if (waiting() < 8) return std::nullopt;
  const std::uint8_t* at = bytes_.data() + start_;
  if (at[0] != 1 || at[1] > kNop) {
    throw Violation(fmt::format("a frame of version {} with command {}", at[0], at[1]));
  }
  const std::size_t length = at[2] + std::size_t{at[3]} * 256;
  if (at[1] != kPsh && length > 0) throw Violation("a frame without data has a length");
  if (waiting() < 8 + length) return std::nullopt;
  WireFrame frame;
  frame.command = at[1];
  frame.stream = at[4] + at[5] * 0x100U + at[6] * 0x1'0000U + at[7] * 0x100'0000U;
  frame.payload.assign(at + 8, at + 8 + length);
  start_ += 8 + length;
  if (start_ > 100'000 || start_ == bytes_.size()) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
  }
  return frame;
}

void append_frame(Bytes& into, std::uint8_t command, std::uint32_t stream, ByteView payload) {
  into.push_back(1);
  into.push_back(command);
  into.push_back(static_cast<std::uint8_t>(payload.size() % 256));
  into.push_back(static_cast<std::uint8_t>(payload.size() / 256));
  for (int i = 0; i < 4; ++i) {
    into.push_back(static_cast<std::uint8_t>(stream % 256));
    stream /= 256;
  }
  into.insert(into.end(), payload.begin(), payload.end());
}

namespace {

// Eight bytes of it.
std::uint64_t pattern(std::uint32_t stream, Way way, std::size_t word) {
  const std::uint64_t key = std::uint64_t{stream} << 33 | std::uint64_t{way == Way::up} << 32;
  return simulation::splitmix64(key ^ word);
}

}  // namespace

void fill_pattern(std::uint32_t stream, Way way, std::size_t position,
                  std::span<std::uint8_t> into) {
  std::uint64_t word = pattern(stream, way, position / 8);
  for (std::uint8_t& byte : into) {
    byte = static_cast<std::uint8_t>(word >> (position % 8 * 8));
    if (++position % 8 == 0) word = pattern(stream, way, position / 8);
  }
}

void check_pattern(std::uint32_t stream, Way way, std::size_t position, ByteView bytes) {
  Bytes wanted(bytes.size());
  fill_pattern(stream, way, position, wanted);
  if (std::ranges::equal(bytes, wanted)) return;
  throw Violation(fmt::format("stream {} got other bytes {} at {}", stream,
                              way == Way::up ? "at its destination" : "here", position));
}

}  // namespace cloudx::smux_simulation
