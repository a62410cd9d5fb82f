// A command that the agent runs without a terminal: its streams, its end.

#include <algorithm>
#include <utility>

#include "async/task_group.hpp"
#include "sandbox/agent/command_words.hpp"
#include "sandbox/gateway/data_channel.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

Time now() {
  return std::chrono::system_clock::now();
}

}  // namespace

asio::awaitable<void> DataChannel::run_command(Self self) {
  const Session* session = self->world_.session(self->session_id_);
  if (session == nullptr) co_return;
  const SessionPlan plan = session->plan;
  Result<std::vector<std::string>> words = split_command(plan.command);
  if (words && words->empty()) words = fail(Errc::usage, "Commands cannot be empty");
  if (!words) {
    self->perform(self->agent_.on_command_unreadable(words.error().message, now()));
    co_return;
  }
  const bool separate = self->agent_.separates_output();
  auto started = CommandProcess::start(
      self->executor_, {std::move(*words), self->reach_.home(session->target)}, separate);
  if (!started) {
    self->perform(self->agent_.on_command_not_started(started.error().message, now()));
    co_return;
  }
  self->command_ = std::move(*started);
  self->perform(self->agent_.on_target_connected(now()));
  async::TaskGroup work(self->executor_);
  work.start(watch_command(self));
  if (separate) {
    work.start(read_command(self, CommandStream::output, plan.output_prefix.size()));
    work.start(read_command(self, CommandStream::errors, plan.error_prefix.size()));
  }
  co_await work.all_ended();
  const std::optional<int> code = co_await self->command_->ended();
  if (!separate) co_await self->send_collected();
  if (!self->ended_) self->perform(self->agent_.on_command_ended(code, now()));
}

// An interrupted agent goes on with its messages then.
asio::awaitable<void> DataChannel::watch_command(Self self) {
  co_await self->command_->ended();
  if (self->ended_) co_return;
  self->perform(self->agent_.on_command_exited(now()));
  self->handle_inbox();
}

// A stream that brings something while the client is away is never read again: the agent's pump
// ends there.
asio::awaitable<void> DataChannel::read_command(Self self, CommandStream stream,
                                                std::size_t prefix) {
  const std::shared_ptr<CommandProcess> command = self->command_;
  Bytes buffer(Agent::kChunk - prefix);
  while (!self->ended_) {
    const std::size_t size = co_await command->read(stream, buffer);
    if (size == 0 || self->agent_.paused()) co_return;
    while (!self->ended_ && !self->agent_.paused() && !self->agent_.wants_target_data()) {
      co_await self->changed_.wait();
    }
    if (const std::shared_ptr<ClientLink> link = self->link_) co_await link->wait_for_room();
    if (self->ended_) co_return;
    self->count(&Session::from_target, size);
    self->perform(self->agent_.on_command_data(stream, ByteView(buffer).first(size), now()));
  }
}

asio::awaitable<void> DataChannel::send_collected() {
  const Bytes all = command_->collected();
  for (ByteView left = all; !left.empty() && !ended_;) {
    while (!ended_ && !agent_.wants_target_data()) co_await changed_.wait();
    if (const std::shared_ptr<ClientLink> link = link_) co_await link->wait_for_room();
    if (ended_) co_return;
    const ByteView chunk = left.first(std::min(left.size(), Agent::kChunk));
    left = left.subspan(chunk.size());
    count(&Session::from_target, chunk.size());
    perform(agent_.on_command_data(CommandStream::output, chunk, now()));
  }
}

}  // namespace cloudx::sandbox
