#pragma once
// Reads a websocket by all the messages that are at hand, so that what several of them cause can go
// out together.

#include <memory>
#include <span>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "net/websocket.hpp"

namespace cloudx::net {

class MessageReader {
 public:
  // The only reader of `socket`. After the end of this object the socket has to be aborted: a read
  // is pending on it.
  MessageReader(const boost::asio::any_io_executor& executor, std::shared_ptr<WebSocket> socket);
  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;
  ~MessageReader();

  // All messages that have arrived, at least one, at most some dozens; the views hold until the
  // next call. One call at a time. Fails as WebSocket::read() does, once what came before is read.
  // Between two calls at most one more message is taken from the socket.
  boost::asio::awaitable<Result<std::span<const WebSocketMessage>>> read();

 private:
  struct State;
  static boost::asio::awaitable<void> take_messages(std::shared_ptr<State> state);
  void go_on_taking();

  std::shared_ptr<State> state_;
};

}  // namespace cloudx::net
