#pragma once
// What the multiplexer knows of one stream.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/smux/byte_queue.hpp"
#include "protocol/smux/frame.hpp"

namespace cloudx::smux {

using TimePoint = std::chrono::steady_clock::time_point;

struct Stream;

// Its place in the schedule, which alone changes it.
struct Turn {
  enum class Line : std::uint8_t { none, sparse, bulk };
  Line line = Line::none;
  std::list<Stream*>::iterator place;  // in that line
  std::ptrdiff_t deficit = 0;          // bytes that it may still send in this round
  bool ready = false;
};

struct Stream {
  explicit Stream(StreamId number) : id(number) {}

  const StreamId id;

  // Towards the agent.
  ByteQueue unsent;
  std::size_t in_flight = 0;  // bytes of frames that are not known to have arrived
  Turn turn;
  bool syn_sent = false;
  bool fin_queued = false;
  bool fin_sent = false;

  // From the agent.
  Bytes received;
  std::size_t taken = 0;  // given to the local side and not yet consumed
  bool remote_ended = false;

  // The local side.
  bool input_ended = false;
  bool closed = false;
  bool was_reset = false;
  bool refused = false;  // some of what it wanted to write
  bool changed = false;  // and it has not been told
  // Since the input has ended: when something arrived last, in either direction, and when to look
  // again whether it was long ago.
  TimePoint quiet_since;
  std::optional<TimePoint> grace_at;
  bool grace_over = false;
};

}  // namespace cloudx::smux
