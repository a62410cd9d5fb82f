#pragma once
// Frames of smux version 1 (xtaci/smux, frame.go), as the agent's end reads and writes them:
// version, command, length of the payload and stream id, the last two little-endian. Apart from
// the client's codec, so that the two can disagree.

#include <cstdint>

#include "base/bytes.hpp"

namespace cloudx::sandbox {

inline constexpr std::size_t kMuxHeader = 8;
inline constexpr std::uint8_t kMuxVersion = 1;
inline constexpr std::size_t kMuxPayload = 32768;  // MaxFrameSize: the most that is sent at once

enum class MuxCommand : std::uint8_t {
  open = 0,    // SYN
  close = 1,   // FIN
  data = 2,    // PSH
  idle = 3,    // NOP
  update = 4,  // UPD, of version 2
};

struct MuxHeader {
  std::uint8_t version = kMuxVersion;
  std::uint8_t command = 0;
  std::uint16_t length = 0;
  std::uint32_t stream = 0;
};

// `at` has kMuxHeader bytes.
[[nodiscard]] inline MuxHeader read_mux_header(const std::uint8_t* at) {
  return {at[0], at[1], static_cast<std::uint16_t>(at[2] | at[3] << 8),
          static_cast<std::uint32_t>(at[4]) | static_cast<std::uint32_t>(at[5]) << 8 |
              static_cast<std::uint32_t>(at[6]) << 16 | static_cast<std::uint32_t>(at[7]) << 24};
}

inline void append_mux_frame(MuxCommand command, std::uint32_t stream, ByteView payload,
                             Bytes& into) {
  into.push_back(kMuxVersion);
  into.push_back(static_cast<std::uint8_t>(command));
  for (int shift = 0; shift < 16; shift += 8) {
    into.push_back(static_cast<std::uint8_t>(payload.size() >> shift));
  }
  for (int shift = 0; shift < 32; shift += 8) {
    into.push_back(static_cast<std::uint8_t>(stream >> shift));
  }
  into.insert(into.end(), payload.begin(), payload.end());
}

}  // namespace cloudx::sandbox
