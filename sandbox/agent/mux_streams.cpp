// The streams of the multiplexer's server: each is dialled for, one at a time, and then copied both
// ways until one end closes it, which closes it whole: a half-closed connection does not exist.

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "sandbox/agent/mux_server.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kBacklog = 1024;  // streams that wait to be dialled for
// What waits for the data channel before the connections are read no further.
constexpr std::size_t kOutgoingLimit = 256U << 10;

}  // namespace

asio::awaitable<void> MuxServer::open_stream(std::uint32_t id) {
  if (streams_.contains(id)) co_return;
  while (accepted_.size() >= kBacklog && !ended_) co_await accepted_changed_.wait();
  if (ended_) co_return;
  const auto stream = std::make_shared<Stream>(executor_, id);
  streams_.emplace(id, stream);
  accepted_.push_back(stream);
  accepted_changed_.notify();
}

asio::awaitable<void> MuxServer::accept(Self self) {
  while (!self->ended_) {
    if (self->accepted_.empty()) {
      co_await self->accepted_changed_.wait();
      continue;
    }
    const StreamPointer stream = std::move(self->accepted_.front());
    self->accepted_.pop_front();
    self->accepted_changed_.notify();
    auto dialled = co_await self->dial_();
    if (self->ended_) co_return;
    if (!dialled) {
      self->events_.dial_failed();
      self->close_stream(stream);
      continue;
    }
    stream->connection = std::move(*dialled);
    asio::co_spawn(self->executor_, to_connection(self, stream), asio::detached);
    asio::co_spawn(self->executor_, from_connection(self, stream), asio::detached);
  }
}

// Data of a stream that is not there is thrown away.
void MuxServer::receive(std::uint32_t id, ByteView data) {
  const auto found = streams_.find(id);
  if (found == streams_.end() || data.empty()) return;
  tokens_ -= static_cast<std::int64_t>(data.size());
  Stream& stream = *found->second;
  stream.received.insert(stream.received.end(), data.begin(), data.end());
  stream.changed.notify();
}

void MuxServer::finish(std::uint32_t id) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  found->second->finished = true;
  found->second->changed.notify();
}

asio::awaitable<void> MuxServer::to_connection(Self self, StreamPointer stream) {
  const std::shared_ptr<Target> connection = stream->connection;
  for (;;) {
    while (stream->received.empty() && !stream->finished && !stream->closed && !self->ended_) {
      co_await stream->changed.wait();
    }
    if (stream->received.empty() || stream->closed || self->ended_) break;
    const std::size_t size = std::min(stream->received.size(), kMuxPayload);
    const auto end = stream->received.begin() + static_cast<std::ptrdiff_t>(size);
    const Bytes data(stream->received.begin(), end);
    stream->received.erase(stream->received.begin(), end);
    self->return_tokens(size);
    const auto written = co_await connection->write_all(data);
    if (!written) break;
  }
  self->disconnect(*stream);
}

asio::awaitable<void> MuxServer::from_connection(Self self, StreamPointer stream) {
  const std::shared_ptr<Target> connection = stream->connection;
  Bytes buffer(kMuxPayload);
  for (;;) {
    const auto size = co_await connection->read_some(buffer);
    if (!size || *size == 0) break;
    while (self->outgoing_.size() >= kOutgoingLimit && !stream->disconnected && !self->ended_) {
      co_await self->outgoing_changed_.wait();
    }
    // What comes after the connection was closed from our side is lost.
    if (stream->disconnected || self->ended_) break;
    self->send(MuxCommand::data, stream->id, ByteView(buffer).first(*size));
  }
  self->close_stream(stream);
  self->disconnect(*stream);
}

void MuxServer::disconnect(Stream& stream) {
  if (!stream.connection || std::exchange(stream.disconnected, true)) return;
  std::string digest = stream.connection->sha256_of_input();
  if (!digest.empty()) sha256_ = std::move(digest);
  stream.connection->close();
}

// Each stream gets one FIN of ours, and is then forgotten.
void MuxServer::close_stream(const StreamPointer& stream) {
  if (std::exchange(stream->closed, true) || ended_) return;
  streams_.erase(stream->id);
  return_tokens(stream->received.size());
  stream->received.clear();
  send(MuxCommand::close, stream->id, {});
  stream->changed.notify();
}

void MuxServer::return_tokens(std::size_t count) {
  tokens_ += static_cast<std::int64_t>(count);
  tokens_changed_.notify();
}

}  // namespace cloudx::sandbox
