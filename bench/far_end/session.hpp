#pragma once
// The far end of one session: handshake, an acknowledge for each message, and either a sink that
// counts what comes or a source that sends as fast as acknowledges allow. No target, no pace.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/notify.hpp"
#include "base/bytes.hpp"
#include "bench/far_end/outbox.hpp"
#include "net/websocket.hpp"
#include "protocol/ssm/frame.hpp"

namespace cloudx::bench {

enum class Role : std::uint8_t { sink, source };

struct Work {
  Role role = Role::sink;
  std::uint64_t bytes = 0;     // the session ends after as many
  std::size_t payload = 1024;  // of the source's messages
  std::size_t window = 1024;   // the source's unacknowledged messages
};

struct Transfer {
  Work work;
  std::uint64_t messages = 0;
  std::uint64_t repeated = 0;  // messages that came, or were sent, more than once
  double seconds = 0;          // from the first data message to the last, or its acknowledge
};

class Session {
 public:
  using Done = std::function<void(const Transfer&)>;

  Session(const boost::asio::any_io_executor& executor, std::unique_ptr<net::WebSocket> socket,
          Work work, Done done);

  // Until the websocket is closed.
  static boost::asio::awaitable<void> run(std::shared_ptr<Session> self);

 private:
  enum class Phase : std::uint8_t { waiting, handshake, open, closed };
  using TimePoint = std::chrono::steady_clock::time_point;

  static boost::asio::awaitable<void> write_frames(std::shared_ptr<Session> self);
  static boost::asio::awaitable<void> repeat_lost(std::shared_ptr<Session> self);
  boost::asio::awaitable<void> gather();
  void on_message(const net::WebSocketMessage& message);
  void on_input(const ssm::Frame& frame);
  void on_acknowledge(ByteView payload);
  void take(const ssm::Frame& frame);
  void produce();
  void send(ssm::FrameHeader header, ByteView payload);
  void send_stream(ssm::PayloadType type, ByteView payload);
  void add_data(std::int64_t number);
  [[nodiscard]] ByteView data_payload(std::int64_t number) const;
  void finish();

  boost::asio::any_io_executor executor_;
  std::unique_ptr<net::WebSocket> socket_;
  Work work_;
  Done done_;
  Phase phase_ = Phase::waiting;
  Outbox outbox_;
  Outbox writing_;
  async::Notify changed_;
  std::int64_t expected_ = 0;  // next message of the client's
  std::int64_t next_ = 0;      // our next message
  std::int64_t oldest_ = 0;    // of ours, not acknowledged
  std::int64_t first_data_ = 0;
  std::int64_t data_end_ = 0;       // number after the source's last message
  std::vector<bool> acknowledged_;  // by number modulo its size
  Bytes payload_;
  std::uint64_t received_ = 0;
  TimePoint begin_;
  Transfer transfer_;
};

}  // namespace cloudx::bench
