#pragma once
// The client's end: the multiplexer that is tested, a driver for it, and the local connections.

#include <cstddef>
#include <deque>
#include <map>
#include <optional>

#include "protocol/smux/multiplexer.hpp"
#include "simulation/smux/agent.hpp"
#include "simulation/smux/send_monitor.hpp"

namespace cloudx::smux_simulation {

class Client {
 public:
  Client(Site& site, Link& up);

  void start();
  void acknowledged(std::size_t count);
  void arrive(Bytes message);
  // What of a stream could be read is judged by what the agent has sent.
  void meet(const Agent& agent) { agent_ = &agent; }

  [[nodiscard]] bool is_done() const { return done_ == site_.scenario.plans.size(); }
  // After the end: nothing may be left.
  void check_empty() const;

 private:
  struct Local {
    const Plan* plan = nullptr;
    std::size_t written = 0;
    std::size_t read = 0;
    bool blocked = false;  // until there is room
    bool reads = false;    // a read is planned
  };

  void begin(const Plan& plan);
  void write(smux::StreamId id);
  void all_written(smux::StreamId id);
  void look_at(smux::StreamId id);
  void read(smux::StreamId id);
  void reset(smux::StreamId id);
  void close(smux::StreamId id);
  void settle();
  bool pump();
  void feed();
  void arm();

  Site& site_;
  Link& up_;
  const Agent* agent_ = nullptr;
  Random random_;
  smux::Multiplexer mux_;
  SendMonitor monitor_;
  std::map<smux::StreamId, Local> locals_;
  std::deque<Bytes> arrived_;
  std::size_t unacknowledged_ = 0;
  std::size_t done_ = 0;
  std::optional<simulation::Time> armed_;
};

}  // namespace cloudx::smux_simulation
