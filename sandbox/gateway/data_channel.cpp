#include "sandbox/gateway/data_channel.hpp"

#include <utility>
#include <variant>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/uuid.hpp"
#include "net/sleep.hpp"
#include "protocol/ssm/control.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kTick{10};       // how often the agent looks at its queue
constexpr std::chrono::milliseconds kChunkPause{1};  // of a paced agent
constexpr std::size_t kTypeAt = 4;                   // MessageType in a frame

Time now() {
  return std::chrono::system_clock::now();
}

bool is_acknowledge(ByteView frame) {
  return as_text(frame.subspan(kTypeAt)).starts_with(name(ssm::MessageType::acknowledge));
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
  ssm::encode_frame(header, as_bytes(payload), frame);
  return frame;
}

}  // namespace

DataChannel::DataChannel(const asio::any_io_executor& executor, World& world,
                         std::string session_id, AgentConfig config, OpenTarget open_target,
                         std::uint64_t seed)
    : executor_(executor),
      world_(world),
      session_id_(std::move(session_id)),
      paced_(config.paced),
      agent_(std::move(config)),
      open_target_(std::move(open_target)),
      to_agent_(seed),
      to_client_(seed + 1),
      changed_(executor) {}

asio::awaitable<void> DataChannel::serve(Self self, std::shared_ptr<ClientLink> link) {
  if (self->link_) self->link_->abort();
  self->link_ = link;
  self->link_since_ = now();
  // The agent handles one message after the other, also across connections.
  while (self->receiving_) co_await self->changed_.wait();
  if (self->link_ != link || self->ended_) {
    link->abort();
    co_return;
  }
  self->receiving_ = true;
  co_await self->begin_connection();
  co_await self->receive(*link);
  self->receiving_ = false;
  if (self->link_ == link) {
    self->link_.reset();
    if (self->faults().publication_events) self->agent_.pause();
  }
  self->changed_.notify();
}

asio::awaitable<void> DataChannel::begin_connection() {
  if (std::exchange(started_, true)) {
    if (faults().publication_events) co_await perform(agent_.resume(now()));
    co_return;
  }
  if (faults().channel_closed) {
    if (Session* session = world_.session(session_id_)) {
      world_.terminate(*session, *faults().channel_closed);
    }
    co_return;
  }
  if (faults().no_handshake) co_return;
  asio::co_spawn(executor_, tick(shared_from_this()), asio::detached);
  co_await perform(agent_.start(now()));
}

asio::awaitable<void> DataChannel::receive(ClientLink& link) {
  for (;;) {
    const auto message = co_await link.read();
    if (!message) co_return;
    if (ended_ || agent_away_ || message->text) continue;
    Bytes frame(message->payload.begin(), message->payload.end());
    const std::vector<Bytes> arriving = to_agent_.pass(std::move(frame), faults());
    for (const Bytes& arrived : arriving) co_await arrive(shared_from_this(), arrived);
    cut_if_due();
    changed_.notify();
  }
}

// One message after the other: handling one may wait for the target to take its bytes.
asio::awaitable<void> DataChannel::arrive(Self self, Bytes message) {
  while (!self->ended_ && (self->handling_ || now() < self->stalled_until_)) {
    co_await self->changed_.wait();
  }
  if (self->ended_) co_return;
  self->handling_ = true;
  co_await self->perform(self->agent_.on_message(message, now()));
  self->handling_ = false;
  self->changed_.notify();
}

asio::awaitable<void> DataChannel::perform(AgentActions actions) {
  for (AgentAction& action : actions) {
    if (auto* frame = std::get_if<SendFrame>(&action)) {
      send_to_client(std::move(frame->frame));
    } else if (std::holds_alternative<ConnectTarget>(action)) {
      asio::co_spawn(executor_, connect_target(shared_from_this()), asio::detached);
    } else if (auto* write = std::get_if<WriteTarget>(&action)) {
      const std::shared_ptr<Target> target = target_;
      // A target that takes nothing more has ended: its reader says so.
      if (!target) continue;
      count(&Session::to_target, write->data.size());
      co_await target->write_all(write->data);
    } else if (auto* end = std::get_if<EndSession>(&action)) {
      if (Session* session = world_.session(session_id_)) world_.terminate(*session, end->output);
    }
  }
}

void DataChannel::send_to_client(Bytes frame) {
  if (suppressed_ < faults().suppress_acknowledges && is_acknowledge(frame)) {
    ++suppressed_;
    return;
  }
  ++frames_to_client_;
  if (faults().garbage != Garbage::none && faults().garbage_every > 0 &&
      frames_to_client_ % faults().garbage_every == 0) {
    deliver(spoil(std::move(frame), faults().garbage));
    return;
  }
  std::vector<Bytes> arriving = to_client_.pass(std::move(frame), faults());
  for (Bytes& message : arriving) deliver(std::move(message));
}

void DataChannel::deliver(Bytes message) {
  if (!link_ || agent_away_) return;  // lost: the agent repeats it
  link_->send(faults().garbage == Garbage::text && message.front() == '{', std::move(message));
  cut_if_due();
}

void DataChannel::cut_if_due() {
  if (!link_ || !link_->open()) return;
  const Faults& ordered = faults();
  const bool due =
      (ordered.cut_after_messages > 0 && link_->messages() >= ordered.cut_after_messages) ||
      (ordered.cut_after_bytes > 0 && link_->bytes() >= ordered.cut_after_bytes);
  if (!due || (ordered.cuts > 0 && cuts_ >= ordered.cuts)) return;
  ++cuts_;
  link_->abort();
}

void DataChannel::count(std::uint64_t Session::* counter, std::size_t size) {
  if (Session* session = world_.session(session_id_)) session->*counter += size;
}

// From the service to the client; the payload of these is not specified.
void DataChannel::notify_client(ssm::MessageType type) {
  if (!link_) return;
  Bytes frame;
  ssm::encode_frame(service_header(type), as_bytes("{}"), frame);
  link_->send(false, std::move(frame));
}

void DataChannel::restart_agent(Duration away) {
  if (ended_ || std::exchange(agent_away_, true)) return;
  notify_client(ssm::MessageType::pause_publication);
  asio::co_spawn(executor_, return_agent(shared_from_this(), away), asio::detached);
}

asio::awaitable<void> DataChannel::return_agent(Self self, Duration after) {
  co_await net::sleep_for(after, {});
  self->agent_away_ = false;
  if (!self->ended_) self->notify_client(ssm::MessageType::start_publication);
}

asio::awaitable<void> DataChannel::tick(Self self) {
  while (!self->ended_) {
    co_await net::sleep_for(kTick, {});
    if (self->ended_) co_return;
    co_await self->perform(self->agent_.on_tick(now()));
    if (auto late = self->to_client_.release()) self->deliver(std::move(*late));
    // Beside the ticks: a stuck target must not stop the agent's repeats.
    if (auto late = self->to_agent_.release()) {
      asio::co_spawn(self->executor_, arrive(self, std::move(*late)), asio::detached);
    }
    const Duration bye = self->faults().bye_after;
    if (bye > Duration::zero() && self->link_ && now() - self->link_since_ >= bye) {
      self->link_->finish(1000, "Bye");
    }
    self->changed_.notify();
  }
}

asio::awaitable<void> DataChannel::connect_target(Self self) {
  const Session* session = self->world_.session(self->session_id_);
  if (session == nullptr) co_return;
  auto opened = co_await self->open_target_(session->target, session->port);
  if (self->ended_) co_return;
  if (!opened) {
    co_await self->perform(self->agent_.on_target_failed(opened.error().message, now()));
    co_return;
  }
  self->target_ = std::move(*opened);
  co_await self->perform(self->agent_.on_target_connected());
  asio::co_spawn(self->executor_, read_target(self), asio::detached);
}

asio::awaitable<void> DataChannel::read_target(Self self) {
  const std::shared_ptr<Target> target = self->target_;
  Bytes buffer(Agent::kChunk);
  for (;;) {
    while (!self->ended_ && !self->agent_.wants_target_data()) co_await self->changed_.wait();
    if (self->ended_) co_return;
    const auto size = co_await target->read_some(buffer);
    if (!size || *size == 0) break;
    const ByteView data(buffer.data(), *size);
    self->count(&Session::from_target, *size);
    co_await self->perform(self->agent_.on_target_data(data, now()));
    if (self->paced_) co_await net::sleep_for(kChunkPause, {});
    if (const std::shared_ptr<ClientLink> link = self->link_) co_await link->wait_for_room();
  }
  co_await self->perform(self->agent_.on_target_closed(now()));
}

void DataChannel::shut_down(const std::string& output) {
  if (std::exchange(ended_, true)) return;
  if (target_) target_->close();
  if (link_) {
    link_->send(false, channel_closed(session_id_, output));
    link_->finish(1000, "");
  }
  changed_.notify();
}

}  // namespace cloudx::sandbox
