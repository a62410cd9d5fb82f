// The client's websocket: opened, read from, lost and restored, as src/tunnel/connection.cpp does.

#include <utility>

#include "simulation/client.hpp"

namespace cloudx::simulation {

namespace {

constexpr Duration kProven = 10s;      // as src/tunnel/connection.cpp
constexpr Duration kFirstLimit = 60s;  // as TunnelOptions
constexpr Duration kResumeLimit = 20min;

}  // namespace

void Client::connected(std::uint64_t link) {
  if (done_ || postponed([this, link] { connected(link); })) return;
  if (channel_.end()) return;
  journal_.note(What::opened, static_cast<std::int64_t>(link));
  link_ = link;
  link_since_ = scheduler_.now();
  sending_.opened();
  sending_.something_happened();
  channel_.opened(Secret(token_), now());
  pump();
}

void Client::dial_failed() {
  if (done_ || postponed([this] { dial_failed(); })) return;
  restore();
}

void Client::arrived(std::uint64_t link, const Bytes& frame, bool intact) {
  if (done_ || postponed([this, link, frame, intact] { arrived(link, frame, intact); })) return;
  if (link != link_ || channel_.end()) return;
  unread_.emplace_back(frame, intact);
  read_messages();
}

// As Tunnel::converse(): the websocket is left unread while the channel wants no messages.
void Client::read_messages() {
  while (!unread_.empty() && channel_.wants_messages() && !channel_.end()) {
    if (scheduler_.now() < read_at_) return;
    const auto [frame, intact] = std::move(unread_.front());
    unread_.pop_front();
    sending_.something_happened();
    alive();
    watch(frame, intact);
    channel_.message(frame, now());
    pump_soon();
    if (const auto pause = channel_.read_pause(); pause > 0ms) {
      read_at_ = scheduler_.now() + pause;
      scheduler_.at(read_at_, [this] { pump(); });
    }
  }
}

void Client::alive() {
  policy_.alive();
  alive_at_ = scheduler_.now();
}

// What the channel is about to get.
void Client::watch(const Bytes& frame, bool intact) {
  const auto seen = glimpse(frame);
  if (!seen || !intact) {
    journal_.note(What::got_service, -1, static_cast<std::int64_t>(frame.size()));
    return;
  }
  using enum ssm::MessageType;
  const auto size = static_cast<std::int64_t>(seen->payload.size());
  if (channel_.window().paused() && seen->type != pause_publication) sending_.peer_is_back();
  if (seen->type == output_stream_data) {
    journal_.note(What::got_data, seen->number, size);
    receiving_.delivered(*seen);
  } else if (seen->type == acknowledge) {
    journal_.note(What::got_acknowledge, seen->number);
    sending_.got_acknowledge(seen->number);
  } else {
    journal_.note(What::got_service, static_cast<std::int64_t>(seen->type), size);
  }
}

void Client::closed(std::uint64_t link) {
  if (done_ || postponed([this, link] { closed(link); })) return;
  if (link != link_ || channel_.end()) return;
  journal_.note(What::lost, static_cast<std::int64_t>(link));
  if (scheduler_.now() - link_since_ >= kProven) alive();
  link_ = 0;
  unread_.clear();
  read_at_ = scheduler_.now();
  sending_.something_happened();
  channel_.lost(now());
  drop_batch();
  pump();
  restore();
}

// As Tunnel::restore() and Tunnel::resume().
void Client::restore() {
  if (channel_.end()) return;
  const auto delay = policy_.next(scheduler_.now(), was_open_ ? kResumeLimit : kFirstLimit);
  if (!delay) {
    give_up();
    return;
  }
  scheduler_.after(*delay, [this] {
    if (!channel_.end()) service_.resume();
  });
}

void Client::resumed(const Resumed& answer) {
  if (done_ || postponed([this, answer] { resumed(answer); })) return;
  if (channel_.end()) return;
  if (answer.session_over) {
    give_up();
  } else if (answer.token) {
    journal_.note(What::resumed);
    token_ = *answer.token;
    service_.dial();
  } else {
    restore();
  }
}

void Client::give_up() {
  const Duration limit = was_open_ ? kResumeLimit : kFirstLimit;
  if (!service_.session_ended() && scheduler_.now() - alive_at_ < limit) {
    throw Violation("the client gave a session up too early");
  }
  gave_up_ = true;
  channel_.terminate(now());
  pump();
}

void Client::check_end() const {
  const ssm::ChannelEnd& end = *channel_.end();
  using Kind = ssm::ChannelEnd::Kind;
  const bool mute = scenario_.ending == Ending::target_is_mute;
  const bool allowed = (end.kind == Kind::remote && service_.session_ended()) ||
                       (end.kind == Kind::terminated && (stopped_ || output_gone_ || gave_up_)) ||
                       (end.kind == Kind::quiet && input_end_told_) ||
                       // The handshake has a limit; silence of the agent has one, too.
                       (end.kind == Kind::failed && (!was_open_ || mute));
  if (!allowed) throw Violation("the client ended without a reason: " + end.text);
}

}  // namespace cloudx::simulation
