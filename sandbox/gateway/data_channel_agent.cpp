// The agent's side of a data channel: what it handles, and its target.

#include <algorithm>
#include <utility>
#include <variant>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "async/sleep.hpp"
#include "sandbox/gateway/data_channel.hpp"
#include "sandbox/gateway/gather.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kChunkPause{1};  // of a paced agent
// What is read from the target at once by an agent without pauses, to be sent in chunks.
constexpr std::size_t kReadSize = 64U << 10;
// The agent handles nothing while its target has more than this to take.
constexpr std::size_t kTargetBacklog = 256U << 10;

Time now() {
  return std::chrono::system_clock::now();
}

}  // namespace

bool DataChannel::agent_handles() const {
  return to_target_.bytes() < kTargetBacklog && now() >= stalled_until_ && !agent_.busy();
}

void DataChannel::arrive(ByteView message) {
  if (inbox_.empty() && agent_handles()) {
    perform(agent_.on_message(message, now()));
    return;
  }
  inbox_bytes_ += message.size();
  inbox_.emplace_back(message.begin(), message.end());
}

void DataChannel::handle_inbox() {
  while (!ended_ && !inbox_.empty() && agent_handles()) {
    const Bytes message = std::move(inbox_.front());
    inbox_.pop_front();
    inbox_bytes_ -= message.size();
    perform(agent_.on_message(message, now()));
  }
}

void DataChannel::perform(AgentActions actions) {
  for (AgentAction& action : actions) {
    if (auto* frame = std::get_if<SendFrame>(&action)) {
      send_to_client(std::move(frame->frame));
    } else if (const auto* connect = std::get_if<ConnectTarget>(&action)) {
      asio::co_spawn(executor_, connect_target(shared_from_this(), *connect), asio::detached);
    } else if (const auto* write = std::get_if<WriteTarget>(&action)) {
      to_target_.write(write->data);
      target_changed_.notify();
    } else if (const auto* resize = std::get_if<ResizeTarget>(&action)) {
      to_target_.add(*resize);
      target_changed_.notify();
    } else if (const auto* disconnect = std::get_if<DisconnectTarget>(&action)) {
      to_target_.add(*disconnect);
      target_changed_.notify();
    } else if (const auto* interrupt = std::get_if<InterruptTarget>(&action)) {
      if (command_) command_->interrupt(interrupt->quit);
    } else if (auto* end = std::get_if<EndSession>(&action)) {
      perform(std::move(*end));
    }
  }
}

// What was acknowledged still goes to the target.
void DataChannel::perform(EndSession end) {
  ending_ = std::move(end.output);
  target_changed_.notify();
  Session* session = world_.session(session_id_);
  if (session != nullptr && (!target_ || to_target_.empty())) world_.terminate(*session, *ending_);
}

void DataChannel::count(std::uint64_t Session::* counter, std::size_t size) {
  if (Session* session = world_.session(session_id_)) session->*counter += size;
}

asio::awaitable<void> DataChannel::write_target(Self self) {
  const std::shared_ptr<Target> target = self->target_;
  const std::function<std::size_t()> waiting = [self] { return self->to_target_.bytes(); };
  while (!self->ended_) {
    if (self->to_target_.empty()) {
      co_await self->target_changed_.wait();
      continue;
    }
    co_await gather(self->executor_, waiting, kReadSize);
    const TargetInput next = self->to_target_.take();
    if (const auto* data = std::get_if<Bytes>(&next)) {
      self->count(&Session::to_target, data->size());
      // A target that takes nothing more has ended: its reader says so.
      co_await target->write_all(*data);
    } else if (const auto* size = std::get_if<ResizeTarget>(&next)) {
      target->resize(size->columns, size->rows);
    } else {
      target->disconnect();
    }
    self->handle_inbox();
    self->changed_.notify();
    Session* session = self->world_.session(self->session_id_);
    if (self->ending_ && session != nullptr && self->to_target_.empty()) {
      self->world_.terminate(*session, *self->ending_);
    }
  }
}

asio::awaitable<void> DataChannel::read_target(Self self) {
  const std::shared_ptr<Target> target = self->target_;
  Bytes buffer(self->paced_ ? Agent::kChunk : kReadSize);
  while (!self->ended_) {
    const auto size = co_await target->read_some(buffer);
    if (!size || *size == 0) break;
    co_await self->forward(ByteView(buffer).first(*size));
  }
  if (!self->ended_) self->perform(self->agent_.on_target_closed(now()));
}

// `data` must live until the call ends.
asio::awaitable<void> DataChannel::forward(ByteView data) {
  while (!data.empty()) {
    while (!ended_ && !agent_.wants_target_data()) co_await changed_.wait();
    if (const std::shared_ptr<ClientLink> link = link_) co_await link->wait_for_room();
    if (ended_) co_return;
    const ByteView chunk = data.first(std::min(data.size(), Agent::kChunk));
    data = data.subspan(chunk.size());
    count(&Session::from_target, chunk.size());
    perform(agent_.on_target_data(chunk, now()));
    if (paced_) co_await async::sleep_for(kChunkPause, {});
  }
}

}  // namespace cloudx::sandbox
