// Frames: what comes from the client and what goes to it. The streams are in mux_streams.cpp.

#include "sandbox/agent/mux_server.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kUpdatePayload = 8;  // read and thrown away in version 1

class MuxTarget final : public Target {
 public:
  explicit MuxTarget(std::shared_ptr<MuxServer> server) : server_(std::move(server)) {
    server_->start();
  }
  MuxTarget(const MuxTarget&) = delete;
  MuxTarget& operator=(const MuxTarget&) = delete;
  ~MuxTarget() override { server_->close(); }

  asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
    const std::size_t size = co_await server_->give(into);
    co_return size;
  }
  asio::awaitable<Result<void>> write_all(ByteView data) override { return server_->take(data); }
  void close() override { server_->close(); }
  [[nodiscard]] std::string sha256_of_input() override { return server_->sha256(); }

 private:
  std::shared_ptr<MuxServer> server_;
};

}  // namespace

MuxServer::MuxServer(const asio::any_io_executor& executor, Dial dial, MuxEvents events,
                     MuxOptions options)
    : executor_(executor),
      dial_(std::move(dial)),
      events_(std::move(events)),
      options_(options),
      tokens_(options.receive_buffer),
      accepted_changed_(executor),
      outgoing_changed_(executor),
      tokens_changed_(executor),
      idle_timer_(executor),
      watch_timer_(executor) {}

void MuxServer::start() {
  asio::co_spawn(executor_, accept(shared_from_this()), asio::detached);
  if (!options_.keepalive) return;
  asio::co_spawn(executor_, send_idle(shared_from_this()), asio::detached);
  asio::co_spawn(executor_, watch(shared_from_this()), asio::detached);
}

asio::awaitable<Result<void>> MuxServer::take(ByteView data) {
  const Self self = shared_from_this();
  incoming_.insert(incoming_.end(), data.begin(), data.end());
  for (;;) {
    co_await wait_for_tokens();
    if (ended_) co_return fail(Errc::closed, "the multiplexer has ended");
    const bool whole = co_await take_frame();
    if (!whole) break;
  }
  incoming_.erase(incoming_.begin(), incoming_.begin() + static_cast<std::ptrdiff_t>(handled_));
  handled_ = 0;
  if (ended_) co_return fail(Errc::protocol, "the multiplexer has ended");
  co_return Result<void>{};
}

asio::awaitable<void> MuxServer::wait_for_tokens() {
  if (tokens_ > 0 || ended_) co_return;
  events_.stalled();
  while (tokens_ <= 0 && !ended_) co_await tokens_changed_.wait();
}

asio::awaitable<bool> MuxServer::take_frame() {
  const ByteView left = ByteView(incoming_).subspan(handled_);
  if (left.size() < kMuxHeader) co_return false;
  const MuxHeader header = read_mux_header(left.data());
  if (header.version != kMuxVersion) {
    break_off("invalid protocol");
    co_return false;
  }
  std::size_t size = kMuxHeader;
  switch (static_cast<MuxCommand>(header.command)) {
    case MuxCommand::open:
      heard_ = true;
      handled_ += size;
      co_await open_stream(header.stream);
      co_return true;
    case MuxCommand::close:
      finish(header.stream);
      break;
    case MuxCommand::idle:
      break;
    case MuxCommand::data:
      size += header.length;
      if (left.size() < size) co_return false;
      receive(header.stream, left.subspan(kMuxHeader, header.length));
      break;
    case MuxCommand::update:
      size += kUpdatePayload;
      if (left.size() < size) co_return false;
      break;
    default:
      break_off("invalid protocol");
      co_return false;
  }
  heard_ = true;
  handled_ += size;
  co_return true;
}

asio::awaitable<std::size_t> MuxServer::give(std::span<std::uint8_t> into) {
  const Self self = shared_from_this();
  while (outgoing_.empty() && !ended_) co_await outgoing_changed_.wait();
  const std::size_t size = std::min(into.size(), outgoing_.size());
  std::copy_n(outgoing_.begin(), size, into.begin());
  outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(size));
  outgoing_changed_.notify();
  co_return size;
}

void MuxServer::send(MuxCommand command, std::uint32_t id, ByteView payload) {
  append_mux_frame(command, id, payload, outgoing_);
  outgoing_changed_.notify();
}

void MuxServer::break_off(std::string why) {
  if (ended_) return;
  events_.broken(std::move(why));
  close();
}

void MuxServer::close() {
  if (std::exchange(ended_, true)) return;
  for (const auto& [id, stream] : streams_) {
    disconnect(*stream);
    stream->changed.notify();
  }
  streams_.clear();
  accepted_.clear();
  accepted_changed_.notify();
  outgoing_changed_.notify();
  tokens_changed_.notify();
  idle_timer_.cancel();
  watch_timer_.cancel();
}

asio::awaitable<void> MuxServer::send_idle(Self self) {
  while (!self->ended_) {
    self->idle_timer_.expires_after(self->options_.idle_interval);
    co_await self->idle_timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!self->ended_) self->send(MuxCommand::idle, 0, {});
  }
}

// A reader that waits for room in the receive buffer hears nothing, and that is no sign.
asio::awaitable<void> MuxServer::watch(Self self) {
  while (!self->ended_) {
    self->watch_timer_.expires_after(self->options_.idle_limit);
    co_await self->watch_timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    const bool heard = std::exchange(self->heard_, false);
    if (!heard && self->tokens_ > 0) self->break_off("keepalive timeout");
  }
}

std::unique_ptr<Target> make_mux_target(const asio::any_io_executor& executor, Dial dial,
                                        MuxEvents events, MuxOptions options) {
  return std::make_unique<MuxTarget>(
      std::make_shared<MuxServer>(executor, std::move(dial), std::move(events), options));
}

}  // namespace cloudx::sandbox
