#include "sandbox/gateway/client_link.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "async/sleep.hpp"
#include "sandbox/gateway/gather.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kQueueLimit = 256;  // messages
constexpr std::size_t kBatch = 64;        // messages worth a system call
constexpr std::chrono::seconds kCloseLimit{2};
// A connection that is closed with bytes unread is reset, and the peer's TCP then forgets what it
// has received: time for the peer to read it.
constexpr std::chrono::milliseconds kCutDelay{20};

}  // namespace

ClientLink::ClientLink(const asio::any_io_executor& executor,
                       std::unique_ptr<net::WebSocket> socket)
    : executor_(executor), socket_(std::move(socket)), changed_(executor) {}

void ClientLink::start() {
  asio::co_spawn(executor_, write_queue(shared_from_this()), asio::detached);
}

void ClientLink::count(std::size_t size) {
  ++messages_;
  bytes_ += size;
}

void ClientLink::send(bool text, Bytes message) {
  if (!open_ || finishing_ || cutting_) return;
  count(message.size());
  queue_.push_back({text, std::move(message)});
  changed_.notify();
}

void ClientLink::finish(std::uint16_t code, std::string reason) {
  finishing_ = true;
  close_code_ = code;
  close_reason_ = std::move(reason);
  changed_.notify();
}

void ClientLink::cut() {
  cutting_ = true;
  changed_.notify();
}

void ClientLink::abort() {
  open_ = false;
  socket_->abort();
  changed_.notify();
}

asio::awaitable<void> ClientLink::write_queue(std::shared_ptr<ClientLink> self) {
  const std::function<std::size_t()> queued = [self] { return self->queue_.size(); };
  while (self->open_) {
    if (!self->queue_.empty()) {
      co_await gather(self->executor_, queued, kBatch);
      co_await self->write_batch();
    } else if (self->cutting_) {
      co_await async::sleep_for(kCutDelay, {});
      self->abort();
    } else if (self->finishing_) {
      co_await self->socket_->close(self->close_code_, self->close_reason_, kCloseLimit);
      self->abort();
    } else {
      co_await self->changed_.wait();
    }
  }
}

asio::awaitable<void> ClientLink::write_batch() {
  sending_.clear();
  std::swap(sending_, queue_);
  changed_.notify();
  batch_.clear();
  for (const Outgoing& message : sending_) {
    batch_.push_back({message.text, message.data});
  }
  const auto written = co_await socket_->write(batch_);
  if (!written) abort();
}

asio::awaitable<Result<net::WebSocketMessage>> ClientLink::read() {
  auto message = co_await socket_->read();
  if (cutting_) co_return fail(Errc::closed, "the connection has been cut");
  if (message) {
    count(message->payload.size());
  } else {
    abort();
  }
  co_return message;
}

asio::awaitable<void> ClientLink::wait_for_room() {
  while (open_ && queue_.size() >= kQueueLimit) co_await changed_.wait();
}

}  // namespace cloudx::sandbox
