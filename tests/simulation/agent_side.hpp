#pragma once
// The agent's end: the sandbox's agent, its target, and what holds them up. Drives the agent as
// sandbox/gateway/data_channel.cpp does.

#include <cstdint>
#include <deque>

#include "sandbox/agent/agent.hpp"
#include "simulation/byte_stream.hpp"
#include "simulation/service.hpp"

namespace cloudx::simulation {

class AgentSide final : public AgentPort {
 public:
  AgentSide(Scheduler& scheduler, Journal& journal, const Scenario& scenario, Service& service);

  void client_attached() override;
  void client_detached() override { agent_.pause(); }
  void arrived(Bytes frame, bool intact) override;

  void produce(std::uint64_t size);  // the target has more to say
  void close_target();
  void stick(Duration lasting);  // the target takes nothing, so the agent handles nothing
  void calm();                   // no late timers, and the target has said all that it will

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] std::uint64_t produced() const { return produced_; }
  [[nodiscard]] std::uint64_t received() const { return received_; }  // by the target
  [[nodiscard]] std::size_t unacknowledged() const { return agent_.unacknowledged(); }

 private:
  struct Waiting {
    Bytes frame;
    bool intact = true;
  };
  [[nodiscard]] sandbox::Time now() const { return agent_clock(scheduler_.now()); }
  void handle(const Bytes& frame, bool intact);
  void handle_backlog();
  void perform(sandbox::AgentActions actions);
  void perform(sandbox::AgentAction& action);
  void connect();
  void read_target();
  void tick();
  void arm_tick();

  Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  Service& service_;
  Random random_;
  sandbox::Agent agent_;
  ByteStream up_;
  ByteStream down_;
  std::deque<Waiting> backlog_;
  Time stuck_until_ = kStart;
  std::uint64_t produced_ = 0;
  std::uint64_t unread_ = 0;
  std::uint64_t received_ = 0;
  bool late_ = true;
  bool started_ = false;
  bool asked_to_connect_ = false;
  bool connected_ = false;
  bool reading_ = false;
  bool ticking_ = false;
};

}  // namespace cloudx::simulation
