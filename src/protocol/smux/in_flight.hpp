#pragma once
// What was given to the transport and is not known to have arrived, frame by frame and in order.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "protocol/smux/frame.hpp"

namespace cloudx::smux {

class InFlight {
 public:
  // Of a stream, in bytes with the headers.
  struct Arrived {
    StreamId stream = 0;
    std::size_t size = 0;
  };

  void sent(StreamId stream, std::size_t size);
  // Frames that nobody waits for take part in the order, and count for nothing.
  void sent_control(std::size_t size);

  // So many more bytes have arrived; what they complete is told by next_arrived().
  void delivered(std::size_t count);
  [[nodiscard]] std::optional<Arrived> next_arrived();

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Sent {
    StreamId stream = 0;  // 0: control
    std::uint32_t size = 0;
  };

  std::deque<Sent> sent_;
  std::size_t bytes_ = 0;    // of all in sent_
  std::size_t size_ = 0;     // of those of streams
  std::size_t arrived_ = 0;  // of the front of sent_
};

}  // namespace cloudx::smux
