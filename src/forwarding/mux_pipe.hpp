#pragma once
// The local side of a session that forwards a port: many connections in one stream, by way of the
// multiplexer (protocol/smux/multiplexer.hpp).

#include <chrono>
#include <functional>
#include <map>
#include <optional>

#include <boost/asio/any_io_executor.hpp>

#include "async/alarm.hpp"
#include "async/notify.hpp"
#include "os/streams/local_pipe.hpp"
#include "protocol/smux/multiplexer.hpp"

namespace cloudx::forwarding {

class MuxPipe final : public os::LocalPipe {
 public:
  explicit MuxPipe(const boost::asio::any_io_executor& executor);

  // Once the session is open and the agent is known. Before that no connection can be opened, and
  // what the session brings is dropped: an agent without the multiplexer passes on at once what its
  // port says.
  void begin(smux::MultiplexerOptions options);

  // --- For the connections. `on_change`: what Multiplexer::next_changed() tells of the stream, and
  // the end of the session.

  // nullopt: the session takes no more.
  [[nodiscard]] std::optional<smux::StreamId> open(std::function<void()> on_change);
  [[nodiscard]] std::size_t write(smux::StreamId id, ByteView bytes);
  void end_input(smux::StreamId id);
  void finish(smux::StreamId id);
  [[nodiscard]] bool readable(smux::StreamId id) const { return mux_->readable(id); }
  void take(smux::StreamId id, Bytes& into) { mux_->take(id, into); }
  void consumed(smux::StreamId id, std::size_t count);
  // Nothing will come but what is readable(): the far end has closed it, or the session is over.
  [[nodiscard]] bool ended(smux::StreamId id) const;
  [[nodiscard]] bool is_over() const { return over_; }
  // The number is given back; `reset`: what has not gone out is dropped.
  void close(smux::StreamId id, bool reset);

  // --- For the session

  boost::asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data) override;
  void end_output() override {}
  boost::asio::awaitable<bool> output_gone() override;
  void delivered(std::uint64_t total) override;
  void cancel() override;

 private:
  void step();
  void arm();

  std::optional<smux::Multiplexer> mux_;
  async::Alarm timer_;
  std::optional<smux::TimePoint> armed_;
  async::Notify frames_;
  async::Notify room_;
  async::Notify gone_;
  std::map<smux::StreamId, std::function<void()>> on_change_;
  std::uint64_t delivered_ = 0;
  bool over_ = false;
};

}  // namespace cloudx::forwarding
