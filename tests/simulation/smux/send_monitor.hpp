#pragma once
// Judges what the multiplexer gives to the transport: how much is under way, and that every stream
// with something to send has its turn.

#include <cstddef>
#include <deque>
#include <map>

#include "simulation/smux/site.hpp"
#include "simulation/smux/wire.hpp"

namespace cloudx::smux_simulation {

class SendMonitor {
 public:
  explicit SendMonitor(const smux::MultiplexerOptions& options, bool watches_turns)
      : options_(options), watches_turns_(watches_turns) {}

  void written(smux::StreamId id, std::size_t count);  // taken by the multiplexer
  void dropped(smux::StreamId id);                     // its unsent bytes are not sent any more
  void given(ByteView bytes);                          // to the transport
  void delivered(std::size_t count);

 private:
  struct Sender {
    std::size_t unsent = 0;
    std::size_t in_flight = 0;
    bool is_open = false;                             // SYN is out
    std::map<smux::StreamId, std::size_t> passed_by;  // bytes of others since it could send
  };
  struct Given {
    smux::StreamId stream = 0;  // 0: FIN or NOP, which count for nothing
    std::size_t size = 0;
  };

  void check_limits(smux::StreamId id) const;
  void take_turn(smux::StreamId id, std::size_t size);
  [[nodiscard]] bool can_send(const Sender& sender) const;

  const smux::MultiplexerOptions& options_;
  bool watches_turns_;
  FrameReader reader_;
  std::map<smux::StreamId, Sender> senders_;
  std::deque<Given> given_;
  std::size_t delivered_ = 0;  // of the front of given_
  std::size_t in_flight_ = 0;
};

}  // namespace cloudx::smux_simulation
