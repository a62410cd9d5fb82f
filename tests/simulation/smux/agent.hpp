#pragma once
// The agent's end, made of what docs/smux.md says of it and of nothing in src/protocol/smux: one
// bucket of 4 MiB for all streams, an accept loop that dials one destination after the other, and
// no half-close. It judges what comes: the order of SYN, data and FIN, and every byte.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>

#include "base/bytes.hpp"
#include "simulation/smux/link.hpp"
#include "simulation/smux/wire.hpp"

namespace cloudx::smux_simulation {

class Agent {
 public:
  // `acknowledge`: so many bytes have been taken; `down` leads to the client.
  Agent(Site& site, std::function<void(std::size_t)> acknowledge, Link& down);

  void arrive(Bytes message);  // the next one, in order

  // What the client has to get of a stream, and what has come of one.
  [[nodiscard]] std::size_t answered(smux::StreamId id) const { return record(id).answered; }
  [[nodiscard]] std::size_t arrived(smux::StreamId id) const { return record(id).arrived; }
  // The destination was left before all had come.
  [[nodiscard]] bool ended_first(smux::StreamId id) const { return record(id).ended_first; }
  [[nodiscard]] bool got_fin(smux::StreamId id) const { return finished_.contains(id); }
  [[nodiscard]] std::size_t streams() const { return remotes_.size(); }
  [[nodiscard]] std::size_t keepalives() const { return keepalives_; }

 private:
  struct Remote {
    const Plan* plan = nullptr;
    std::deque<Bytes> buffers;  // that the destination has not read
    std::size_t buffered = 0;
    std::size_t read = 0;
    bool dialled = false;
    bool client_closed = false;
    bool reads = false;    // a read is planned
    bool answers = false;  // its answer has begun
  };
  struct Record {  // what is known of a stream for ever
    std::size_t arrived = 0;
    std::size_t answered = 0;
    bool ended_first = false;
  };

  void take_messages();
  void parse();
  void handle(const WireFrame& frame);
  void open(smux::StreamId id);
  void push(smux::StreamId id, const Bytes& payload);
  void close_by_client(smux::StreamId id);
  void accept_next();
  void dialled(smux::StreamId id);
  void plan_read(smux::StreamId id);
  void read(smux::StreamId id);
  void go_on(smux::StreamId id);
  void answer(smux::StreamId id);
  void end(smux::StreamId id);
  void send(const Bytes& frame);
  void return_tokens(std::size_t count);
  [[nodiscard]] const Record& record(smux::StreamId id) const;

  Site& site_;
  std::function<void(std::size_t)> acknowledge_;
  Link& down_;
  Random random_;
  std::deque<Bytes> held_;  // messages that find no room in the socket
  FrameReader socket_;      // between the agent's session and its multiplexer
  std::int64_t bucket_;
  std::map<smux::StreamId, Remote> remotes_;
  std::map<smux::StreamId, Record> records_;
  std::set<smux::StreamId> finished_;  // by the client
  std::deque<smux::StreamId> accepts_;
  bool dialling_ = false;
  std::size_t keepalives_ = 0;
};

}  // namespace cloudx::smux_simulation
