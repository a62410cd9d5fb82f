#include "sandbox/gateway/data_channel.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "async/sleep.hpp"
#include "base/uuid.hpp"
#include "protocol/ssm/control.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kTick{10};  // how often the agent looks at its queue
// What the service keeps for an agent that handles nothing; then it stops to read from the client.
constexpr std::size_t kInboxLimit = 16U << 20;

Time now() {
  return std::chrono::system_clock::now();
}

ssm::FrameHeader service_header(ssm::MessageType type) {
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(now().time_since_epoch());
  return {.type = type,
          .created_ms = static_cast<std::uint64_t>(milliseconds.count()),
          .id = random_uuid()};
}

Bytes channel_closed(const std::string& session_id, const std::string& output) {
  const ssm::FrameHeader header = service_header(ssm::MessageType::channel_closed);
  const std::string payload =
      ssm::format_channel_closed({to_string(header.id), header.created_ms, "", session_id, output});
  Bytes frame;
  ssm::encode_service_frame(header, as_bytes(payload), frame);
  return frame;
}

}  // namespace

DataChannel::DataChannel(const asio::any_io_executor& executor, World& world,
                         std::string session_id, AgentConfig config, Reach reach,
                         std::uint64_t seed)
    : executor_(executor),
      world_(world),
      session_id_(std::move(session_id)),
      paced_(config.paced),
      agent_(std::move(config)),
      reach_(std::move(reach)),
      to_agent_(seed),
      to_client_(seed + 1),
      changed_(executor),
      target_changed_(executor) {}

asio::awaitable<void> DataChannel::serve(Self self, std::shared_ptr<ClientLink> link) {
  if (self->link_) self->link_->abort();
  self->link_ = link;
  self->link_since_ = now();
  self->limit_.reset();
  // The agent handles one message after the other, also across connections.
  while (self->receiving_) co_await self->changed_.wait();
  if (self->link_ != link || self->ended_) {
    link->abort();
    co_return;
  }
  self->receiving_ = true;
  self->note_connected(true);
  self->begin_connection();
  co_await self->receive(*link);
  self->receiving_ = false;
  if (self->link_ == link) {
    self->link_.reset();
    if (self->faults().publication_events) self->agent_.pause();
    self->note_connected(false);
  }
  self->changed_.notify();
}

void DataChannel::note_connected(bool connected) {
  if (Session* session = world_.session(session_id_)) session->connected = connected;
}

void DataChannel::begin_connection() {
  if (std::exchange(started_, true)) {
    if (faults().publication_events) perform(agent_.resume(now()));
    return;
  }
  if (faults().channel_closed) {
    if (Session* session = world_.session(session_id_)) {
      world_.terminate(*session, *faults().channel_closed);
    }
    return;
  }
  if (faults().no_handshake) return;
  start_link_model();
  asio::co_spawn(executor_, tick(shared_from_this()), asio::detached);
  perform(agent_.start(now()));
}

asio::awaitable<void> DataChannel::receive(ClientLink& link) {
  for (;;) {
    const auto message = co_await link.read();
    if (!message) co_return;
    if (too_many_messages()) {
      link.cut();
      co_return;
    }
    if (ended_ || agent_away_ || message->text) continue;
    if (to_agent_.clear(faults())) {
      send_to_agent(message->payload);
    } else {
      const ByteView payload = message->payload;
      for (const Bytes& arrived : to_agent_.pass({payload.begin(), payload.end()}, faults())) {
        send_to_agent(arrived);
      }
    }
    cut_if_due();
    changed_.notify();
    if (link.cutting()) co_return;
    while (inbox_bytes_ > kInboxLimit && link_.get() == &link && !ended_) co_await changed_.wait();
  }
}

// From the service to the client; the payload of these is not specified.
void DataChannel::notify_client(ssm::MessageType type) {
  if (!link_) return;
  Bytes frame;
  ssm::encode_service_frame(service_header(type), as_bytes("{}"), frame);
  link_->send(false, std::move(frame));
}

void DataChannel::restart_agent(Duration away) {
  if (ended_ || std::exchange(agent_away_, true)) return;
  notify_client(ssm::MessageType::pause_publication);
  asio::co_spawn(executor_, return_agent(shared_from_this(), away), asio::detached);
}

asio::awaitable<void> DataChannel::return_agent(Self self, Duration after) {
  co_await async::sleep_for(after, {});
  self->agent_away_ = false;
  if (!self->ended_) self->notify_client(ssm::MessageType::start_publication);
}

asio::awaitable<void> DataChannel::tick(Self self) {
  while (!self->ended_) {
    co_await async::sleep_for(kTick, {});
    if (self->ended_) co_return;
    self->perform(self->agent_.on_tick(now()));
    if (auto late = self->to_client_.release()) self->pass_path(std::move(*late));
    if (const auto late = self->to_agent_.release()) self->send_to_agent(*late);
    self->handle_inbox();
    const Duration bye = self->faults().bye_after;
    if (bye > Duration::zero() && self->link_ && now() - self->link_since_ >= bye) {
      self->link_->finish(1000, "Bye");
    }
    self->changed_.notify();
  }
}

void DataChannel::shut_down(const std::string& output) {
  if (std::exchange(ended_, true)) return;
  if (command_) command_->kill();
  if (target_) {
    target_->close();
    if (Session* session = world_.session(session_id_)) {
      session->sha256_to_target = target_->sha256_of_input();
    }
  }
  target_changed_.notify();
  path_.reset();
  if (link_) {
    link_->send(false, channel_closed(session_id_, output));
    link_->finish(1000, "");
  }
  changed_.notify();
}

}  // namespace cloudx::sandbox
