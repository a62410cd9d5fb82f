#pragma once
// One websocket of a client: its queue of outgoing messages, and when it is to be cut.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/condition.hpp"
#include "base/bytes.hpp"
#include "net/websocket.hpp"

namespace cloudx::sandbox {

class ClientLink : public std::enable_shared_from_this<ClientLink> {
 public:
  ClientLink(const boost::asio::any_io_executor& executor, std::unique_ptr<net::WebSocket> socket);

  // Begins to write what is queued. Call once.
  void start();
  void send(bool text, Bytes message);
  // Sends what is queued, then closes.
  void finish(std::uint16_t code, std::string reason);
  // Sends what is queued and takes nothing more either way, then cuts the TCP connection.
  void cut();
  // Cuts the TCP connection now.
  void abort();

  boost::asio::awaitable<Result<net::WebSocketMessage>> read();
  // Until the queue has room: it is the only thing that slows the agent down.
  boost::asio::awaitable<void> wait_for_room();

  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] bool cutting() const { return cutting_; }
  [[nodiscard]] std::uint64_t messages() const { return messages_; }  // both ways, queued ones too
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  struct Outgoing {
    bool text;
    Bytes data;
  };
  static boost::asio::awaitable<void> write_queue(std::shared_ptr<ClientLink> self);
  boost::asio::awaitable<void> write_batch();
  void count(std::size_t size);

  boost::asio::any_io_executor executor_;
  std::unique_ptr<net::WebSocket> socket_;
  std::vector<Outgoing> queue_;
  std::vector<Outgoing> sending_;
  std::vector<net::WebSocketMessage> batch_;  // views of sending_
  async::Condition changed_;
  bool open_ = true;
  bool cutting_ = false;
  bool finishing_ = false;
  std::uint16_t close_code_ = 1000;
  std::string close_reason_;
  std::uint64_t messages_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace cloudx::sandbox
