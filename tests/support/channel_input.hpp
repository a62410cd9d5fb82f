#pragma once
// Local bytes that are all there at once, given to a channel as its driver gives them.

#include <algorithm>
#include <cstddef>

#include "base/bytes.hpp"
#include "protocol/ssm/channel.hpp"

namespace cloudx::test {

// Returns how much was taken.
inline std::size_t write_input(ssm::Channel& channel, ByteView data, ssm::Instant now) {
  std::size_t taken = 0;
  while (taken < data.size() && channel.accepts_input()) {
    std::size_t filled = 0;
    for (const auto piece : channel.input_space()) {
      const ByteView rest = data.subspan(taken + filled);
      const std::size_t count = std::min(piece.size(), rest.size());
      std::ranges::copy(rest.first(count), piece.begin());
      filled += count;
    }
    channel.commit_input(filled, now);
    taken += filled;
  }
  return taken;
}

}  // namespace cloudx::test
