#pragma once
// The inside of mux_target: the streams, and the coroutines between frames and connections.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "async/condition.hpp"
#include "sandbox/agent/mux_frame.hpp"
#include "sandbox/agent/mux_target.hpp"

namespace cloudx::sandbox {

class MuxServer : public std::enable_shared_from_this<MuxServer> {
 public:
  MuxServer(const boost::asio::any_io_executor& executor, Dial dial, MuxEvents events,
            MuxOptions options);

  void start();
  // Frames of the client, cut anywhere. Waits while the receive buffer is full.
  boost::asio::awaitable<Result<void>> take(ByteView data);
  // Frames for the client, cut anywhere; 0 once it has ended.
  boost::asio::awaitable<std::size_t> give(std::span<std::uint8_t> into);
  void close();
  // Of the last connection that keeps one.
  [[nodiscard]] const std::string& sha256() const { return sha256_; }

 private:
  using Self = std::shared_ptr<MuxServer>;
  struct Stream {
    Stream(const boost::asio::any_io_executor& executor, std::uint32_t number)
        : id(number), changed(executor) {}
    std::uint32_t id;
    Bytes received;             // not yet taken by the connection
    bool finished = false;      // the client has closed it
    bool closed = false;        // we have
    bool disconnected = false;  // its connection is closed
    std::shared_ptr<Target> connection;
    async::Condition changed;
  };
  using StreamPointer = std::shared_ptr<Stream>;

  static boost::asio::awaitable<void> accept(Self self);
  static boost::asio::awaitable<void> to_connection(Self self, StreamPointer stream);
  static boost::asio::awaitable<void> from_connection(Self self, StreamPointer stream);
  static boost::asio::awaitable<void> send_idle(Self self);
  static boost::asio::awaitable<void> watch(Self self);

  boost::asio::awaitable<void> wait_for_tokens();
  // Whether a whole frame was there.
  boost::asio::awaitable<bool> take_frame();
  boost::asio::awaitable<void> open_stream(std::uint32_t id);
  void receive(std::uint32_t id, ByteView data);
  void finish(std::uint32_t id);
  void disconnect(Stream& stream);
  void close_stream(const StreamPointer& stream);
  void return_tokens(std::size_t count);
  void send(MuxCommand command, std::uint32_t id, ByteView payload);
  void break_off(std::string why);

  boost::asio::any_io_executor executor_;
  Dial dial_;
  MuxEvents events_;
  MuxOptions options_;
  std::map<std::uint32_t, StreamPointer> streams_;
  std::deque<StreamPointer> accepted_;  // not yet dialled for
  Bytes incoming_;
  std::size_t handled_ = 0;  // of incoming_
  Bytes outgoing_;
  std::int64_t tokens_;
  bool heard_ = false;  // a frame since the last look
  bool ended_ = false;
  std::string sha256_;
  async::Condition accepted_changed_;
  async::Condition outgoing_changed_;
  async::Condition tokens_changed_;
  boost::asio::steady_timer idle_timer_;
  boost::asio::steady_timer watch_timer_;
};

}  // namespace cloudx::sandbox
