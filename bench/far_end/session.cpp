#include "bench/far_end/session.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/sleep.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/handshake.hpp"

namespace cloudx::bench {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kBatch = 64;  // frames
constexpr int kTurnsOfOneRead = 4;  // of the executor, until a message at hand has been read
constexpr std::chrono::milliseconds kRepeatInterval{100};
constexpr std::string_view kAgentVersion = "3.3.1142.0";

std::uint64_t unix_milliseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

std::string handshake_request() {
  ssm::RequestedAction action;
  action.type = ssm::kActionSessionType;
  action.session_type = "Port";
  action.properties = ssm::Properties{{"portNumber", "22"}};
  return ssm::format_handshake_request({std::string(kAgentVersion), {action}});
}

}  // namespace

Session::Session(const asio::any_io_executor& executor, std::unique_ptr<net::WebSocket> socket,
                 Work work, Done done)
    : executor_(executor),
      socket_(std::move(socket)),
      work_(work),
      done_(std::move(done)),
      changed_(executor),
      acknowledged_(work.window),
      payload_(work.payload, 0x5A) {}

asio::awaitable<void> Session::run(std::shared_ptr<Session> self) {
  asio::co_spawn(self->executor_, write_frames(self), asio::detached);
  asio::co_spawn(self->executor_, repeat_lost(self), asio::detached);
  for (;;) {
    const auto message = co_await self->socket_->read();
    if (!message) break;
    self->on_message(*message);
    self->changed_.notify();
  }
  self->phase_ = Phase::closed;
  self->changed_.notify();
}

asio::awaitable<void> Session::write_frames(std::shared_ptr<Session> self) {
  while (self->phase_ != Phase::closed) {
    if (self->outbox_.empty()) self->produce();
    if (self->outbox_.empty()) {
      co_await self->changed_.wait();
      continue;
    }
    co_await self->gather();
    std::swap(self->outbox_, self->writing_);
    const auto written = co_await self->socket_->write(self->writing_.messages());
    if (!written) co_return;  // the reader sees it too
    self->writing_.clear();
  }
}

// Answers to what has arrived together go out together: waits while more of them come.
asio::awaitable<void> Session::gather() {
  for (std::size_t seen = 0; outbox_.size() > seen && outbox_.size() < kBatch;) {
    seen = outbox_.size();
    for (int turn = 0; turn < kTurnsOfOneRead; ++turn) {
      co_await asio::post(executor_, asio::use_awaitable);
    }
  }
}

// On loopback nothing is lost, but a client whose buffer is full does not acknowledge.
asio::awaitable<void> Session::repeat_lost(std::shared_ptr<Session> self) {
  for (std::int64_t before = -1; self->phase_ != Phase::closed; before = self->oldest_) {
    co_await async::sleep_for(kRepeatInterval, {});
    if (self->phase_ != Phase::open || self->oldest_ != before) continue;
    if (self->oldest_ < self->first_data_ || self->oldest_ == self->next_) continue;
    self->add_data(self->oldest_);
    ++self->transfer_.repeated;
    self->changed_.notify();
  }
}

void Session::on_message(const net::WebSocketMessage& message) {
  if (message.text) {  // the opening message; its token has admitted the client
    phase_ = Phase::handshake;
    send_stream(ssm::PayloadType::handshake_request, as_bytes(handshake_request()));
    return;
  }
  const auto frame = ssm::decode_frame(message.payload);
  if (!frame) return;
  if (frame->header.type == ssm::MessageType::input_stream_data) {
    on_input(*frame);
  } else if (frame->header.type == ssm::MessageType::acknowledge) {
    on_acknowledge(frame->payload);
  }
}

void Session::on_input(const ssm::Frame& frame) {
  if (frame.header.sequence > expected_) return;  // never on loopback; it comes again
  ssm::AcknowledgeBuffer buffer;
  const ByteView answer =
      ssm::format_acknowledge({frame.header.type, frame.header.id, frame.header.sequence}, buffer);
  send({.type = ssm::MessageType::acknowledge, .flags = ssm::kSynFin, .id = {}}, answer);
  if (frame.header.sequence < expected_) {
    ++transfer_.repeated;
    return;
  }
  ++expected_;
  take(frame);
}

void Session::take(const ssm::Frame& frame) {
  if (frame.header.payload_type == ssm::PayloadType::handshake_response) {
    const auto complete = ssm::format_handshake_complete({std::chrono::milliseconds(1), {}});
    send_stream(ssm::PayloadType::handshake_complete, as_bytes(complete));
    phase_ = Phase::open;
    first_data_ = next_;
    const auto size = static_cast<std::uint64_t>(work_.payload);
    data_end_ = next_ + (work_.role == Role::source
                             ? static_cast<std::int64_t>((work_.bytes + size - 1) / size)
                             : 0);
  } else if (frame.header.payload_type == ssm::PayloadType::flag) {
    finish();
  } else if (frame.header.payload_type == ssm::PayloadType::output) {
    if (received_ == 0) begin_ = std::chrono::steady_clock::now();
    received_ += frame.payload.size();
    ++transfer_.messages;
    if (work_.role == Role::sink && received_ >= work_.bytes) finish();
  }
}

void Session::on_acknowledge(ByteView payload) {
  const auto acknowledge = ssm::parse_acknowledge(payload);
  if (!acknowledge || acknowledge->sequence < oldest_ || acknowledge->sequence >= next_) return;
  const auto at = [this](std::int64_t number) {
    return acknowledged_[static_cast<std::size_t>(number) % acknowledged_.size()];
  };
  at(acknowledge->sequence) = true;
  while (oldest_ < next_ && at(oldest_)) at(oldest_++) = false;
  if (phase_ == Phase::open && data_end_ > first_data_ && oldest_ == data_end_) finish();
}

void Session::produce() {
  if (phase_ != Phase::open) return;
  const auto window = static_cast<std::int64_t>(acknowledged_.size());
  while (next_ < data_end_ && next_ - oldest_ < window && outbox_.size() < kBatch) {
    if (next_ == first_data_) begin_ = std::chrono::steady_clock::now();
    add_data(next_++);
    ++transfer_.messages;
  }
}

void Session::add_data(std::int64_t number) {
  send({.type = ssm::MessageType::output_stream_data,
        .sequence = number,
        .id = {},
        .payload_type = ssm::PayloadType::output},
       data_payload(number));
}

ByteView Session::data_payload(std::int64_t number) const {
  const std::uint64_t before = static_cast<std::uint64_t>(number - first_data_) * work_.payload;
  const std::uint64_t left = work_.bytes - before;
  return ByteView(payload_).first(std::min<std::uint64_t>(left, work_.payload));
}

void Session::send(ssm::FrameHeader header, ByteView payload) {
  header.created_ms = unix_milliseconds();
  const auto frame = outbox_.add(ssm::kFrameHeaderSize + payload.size());
  std::ranges::copy(payload, frame.begin() + ssm::kFrameHeaderSize);
  ssm::write_header(header, frame);
}

void Session::send_stream(ssm::PayloadType type, ByteView payload) {
  send({.type = ssm::MessageType::output_stream_data,
        .sequence = next_++,
        .id = {},
        .payload_type = type},
       payload);
}

void Session::finish() {
  if (phase_ != Phase::open) return;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
  transfer_.work = work_;
  transfer_.seconds = took.count();
  done_(transfer_);
  const std::string closed = ssm::format_channel_closed({"", unix_milliseconds(), "", "", ""});
  Bytes frame;
  ssm::encode_service_frame(
      {.type = ssm::MessageType::channel_closed, .created_ms = unix_milliseconds(), .id = {}},
      as_bytes(closed), frame);
  std::ranges::copy(frame, outbox_.add(frame.size()).begin());
  phase_ = Phase::handshake;  // nothing more is produced; the client closes the websocket
}

}  // namespace cloudx::bench
