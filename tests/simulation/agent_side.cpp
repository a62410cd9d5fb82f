#include "simulation/agent_side.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "simulation/wire.hpp"

namespace cloudx::simulation {

namespace {

constexpr Duration kTick = 10ms;
constexpr Duration kChunkPause = 1ms;
// With 100,000 the agent begins to lose data, whatever the client does.
constexpr std::size_t kMostUnacknowledged = 50'000;

sandbox::AgentConfig configuration(const Scenario& scenario) {
  sandbox::AgentConfig config;
  config.version = scenario.agent_version;
  config.paced = true;
  config.resend_count = scenario.agent_repeats;
  return config;
}

std::int64_t number_of(ByteView frame) {
  const auto seen = glimpse(frame);
  return seen ? seen->number : -1;
}

}  // namespace

AgentSide::AgentSide(Scheduler& scheduler, Journal& journal, const Scenario& scenario,
                     Service& service)
    : scheduler_(scheduler),
      journal_(journal),
      scenario_(scenario),
      service_(service),
      random_(scenario.seed, 5),
      agent_(configuration(scenario)),
      up_(splitmix64(scenario.seed)),
      down_(splitmix64(scenario.seed) + 1) {}

void AgentSide::client_attached() {
  if (!std::exchange(started_, true)) {
    perform(agent_.start(now()));
  } else {
    perform(agent_.resume(now()));
  }
  arm_tick();
  read_target();
}

void AgentSide::arrived(Bytes frame, bool intact) {
  if (scheduler_.now() < stuck_until_) {
    backlog_.push_back({std::move(frame), intact});
    return;
  }
  handle(frame, intact);
}

void AgentSide::handle(const Bytes& frame, bool intact) {
  // How damaged text reads depends on the message ids, which differ in each run.
  const std::int64_t number = intact ? number_of(frame) : -1;
  journal_.note(What::agent_got, number, static_cast<std::int64_t>(frame.size()));
  const std::size_t rejected = agent_.rejected();
  sandbox::AgentActions actions = agent_.on_message(frame, now());
  if (intact && agent_.rejected() != rejected) {
    throw Violation("the agent has refused a message of the client's");
  }
  perform(std::move(actions));
  arm_tick();
  read_target();  // a pause may be over
}

void AgentSide::stick(Duration lasting) {
  journal_.note(What::target_stuck, lasting / 1ms);
  stuck_until_ = std::max(stuck_until_, scheduler_.now() + lasting);
  scheduler_.at(stuck_until_, [this] { handle_backlog(); });
}

void AgentSide::handle_backlog() {
  while (scheduler_.now() >= stuck_until_ && !backlog_.empty()) {
    const Waiting next = std::move(backlog_.front());
    backlog_.pop_front();
    handle(next.frame, next.intact);
  }
}

void AgentSide::perform(sandbox::AgentActions actions) {
  for (sandbox::AgentAction& action : actions) perform(action);
}

void AgentSide::perform(sandbox::AgentAction& action) {
  if (auto* send = std::get_if<sandbox::SendFrame>(&action)) {
    journal_.note(What::agent_sent, number_of(send->frame),
                  static_cast<std::int64_t>(send->frame.size()));
    service_.from_agent(std::move(send->frame));
  } else if (std::holds_alternative<sandbox::ConnectTarget>(action)) {
    asked_to_connect_ = true;
    scheduler_.after(scenario_.connect_delay, [this] { connect(); });
  } else if (const auto* write = std::get_if<sandbox::WriteTarget>(&action)) {
    journal_.note(What::target_wrote, static_cast<std::int64_t>(received_),
                  static_cast<std::int64_t>(write->data.size()));
    if (!up_.matches(received_, write->data)) {
      throw Violation(fmt::format("the target was given a wrong byte at or after {}", received_));
    }
    received_ += write->data.size();
  } else if (const auto* end = std::get_if<sandbox::EndSession>(&action)) {
    service_.end_session(end->output);
  }
}

void AgentSide::connect() {
  if (scenario_.ending == Ending::target_refuses) {
    perform(agent_.on_target_failed("connection refused", now()));
    arm_tick();
    return;
  }
  connected_ = true;
  journal_.note(What::target_connected);
  perform(agent_.on_target_connected(now()));
  read_target();
}

void AgentSide::produce(std::uint64_t size) {
  produced_ += size;
  unread_ += size;
  read_target();
}

void AgentSide::read_target() {
  if (reading_ || unread_ == 0 || !connected_ || !agent_.wants_target_data()) return;
  if (agent_.unacknowledged() >= kMostUnacknowledged) return;
  std::array<std::uint8_t, sandbox::Agent::kChunk> chunk{};
  const auto size = std::min<std::uint64_t>(unread_, chunk.size());
  const auto data = std::span(chunk).first(size);
  const std::uint64_t position = produced_ - unread_;
  down_.generate(position, data);
  unread_ -= size;
  journal_.note(What::target_read, static_cast<std::int64_t>(position),
                static_cast<std::int64_t>(size));
  reading_ = true;
  perform(agent_.on_target_data(data, now()));
  arm_tick();
  scheduler_.after(kChunkPause, [this] {
    reading_ = false;
    read_target();
  });
}

void AgentSide::calm() {
  late_ = false;
  produced_ -= std::exchange(unread_, 0);
}

void AgentSide::close_target() {
  journal_.note(What::target_closed);
  perform(agent_.on_target_closed(now()));
  arm_tick();
}

// With nothing to repeat and no handshake to time out, a tick does nothing: so none is made.
void AgentSide::arm_tick() {
  const bool needed = agent_.unacknowledged() > 0 || (started_ && !asked_to_connect_);
  if (ticking_ || !needed || service_.session_ended()) return;
  ticking_ = true;
  Duration delay = kTick;
  if (late_ && random_.chance(scenario_.late_timers * 0.02)) {
    journal_.note(What::timer_late);
    delay += random_.between(0ms, scenario_.latest_timer);
  }
  scheduler_.after(delay, [this] { tick(); });
}

void AgentSide::tick() {
  ticking_ = false;
  perform(agent_.on_tick(now()));
  arm_tick();
  read_target();
}

}  // namespace cloudx::simulation
