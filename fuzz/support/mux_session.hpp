#pragma once
// A multiplexer with everything around it: local connections, a transport, an agent that may send
// anything, a clock that moves when told to. What comes out is judged after every event.

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>

#include "base/bytes.hpp"
#include "protocol/smux/multiplexer.hpp"

namespace cloudx::fuzz {

class MuxSession {
 public:
  explicit MuxSession(smux::MultiplexerOptions options);

  // The local side. `which` chooses one of the streams that are open.
  void open();
  void write(std::uint8_t which, std::size_t size);
  void end_input(std::uint8_t which);
  void close(std::uint8_t which);
  void reset(std::uint8_t which);
  void take(std::uint8_t which, bool consumed);

  // The transport and the clock
  void read_frames(std::size_t pieces, std::size_t piece);
  void deliver(std::size_t count);
  void advance(std::chrono::milliseconds time);

  // The agent
  void feed(ByteView bytes);
  void answer(std::uint8_t which, std::size_t size);
  void finish(std::uint8_t which);

  // Closes all, reads all: nothing may be left.
  void end();

 private:
  struct Local {
    std::size_t written = 0;
    std::size_t sent = 0;
    std::size_t received = 0;
    std::size_t read = 0;
    bool opened = false;  // SYN is out
    bool ended = false;   // FIN is out
    bool is_open = true;  // for the local side
    bool is_reset = false;
    bool agent_ended = false;
  };

  Local* chosen(std::uint8_t which, smux::StreamId& id);
  void give_up(smux::StreamId id);
  void judge(ByteView bytes);
  void judge_frame(const smux::FrameHeader& frame, ByteView payload);
  void check();

  smux::MultiplexerOptions options_;
  smux::TimePoint now_{std::chrono::seconds(1000)};
  smux::Multiplexer mux_;
  std::map<smux::StreamId, Local> locals_;
  std::set<smux::StreamId> open_;
  smux::FrameDecoder sent_;
  Bytes partial_;
  std::size_t undelivered_ = 0;
  bool is_hostile_ = false;  // the agent has sent bytes of its own choice
};

}  // namespace cloudx::fuzz
