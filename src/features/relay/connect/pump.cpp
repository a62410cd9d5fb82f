#include "features/relay/connect/pump.hpp"

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "async/cancel_on_expiry.hpp"
#include "async/task_group.hpp"

namespace cloudx::relay {

namespace asio = boost::asio;

namespace {

// Twice what a pipe of Linux holds; nothing is read before what was read is written, so that who
// sends too fast has to wait.
constexpr std::size_t kBuffer = std::size_t{128} << 10;

class Pump {
 public:
  Pump(os::LocalPipe& pipe, StreamSocket& socket) : pipe_(pipe), socket_(socket) {}

  asio::awaitable<void> send_on() {
    std::vector<std::uint8_t> buffer(kBuffer);
    const std::array pieces{std::span<std::uint8_t>(buffer)};
    for (;;) {
      const auto got = co_await pipe_.read_some(pieces);
      if (!got) break;
      if (*got == 0) {
        ended(FirstEnd::local);
        boost::system::error_code ignored;
        socket_.shutdown(StreamSocket::shutdown_send, ignored);
        break;
      }
      const auto [error, written] = co_await asio::async_write(
          socket_, asio::buffer(buffer.data(), *got), asio::as_tuple(asio::use_awaitable));
      if (error) break;  // what the other side still sends is read first
    }
  }

  asio::awaitable<void> receive() {
    std::vector<std::uint8_t> buffer(kBuffer);
    for (;;) {
      const auto [error, got] = co_await socket_.async_read_some(
          asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
      if (error) {
        ended(FirstEnd::remote);
        pipe_.end_output();
        if (!heard_) stop();
        break;
      }
      heard_ = heard_ || got > 0;
      const auto written = co_await pipe_.write_all(ByteView(buffer).first(got));
      if (!written) {
        ended(FirstEnd::local);
        stop();
        break;
      }
    }
  }

  void stop() {
    pipe_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
  [[nodiscard]] Pumped outcome() const { return {first_.value_or(FirstEnd::local), heard_}; }

 private:
  void ended(FirstEnd side) {
    if (!first_) first_ = side;
  }

  os::LocalPipe& pipe_;
  StreamSocket& socket_;
  std::optional<FirstEnd> first_;
  bool heard_ = false;
};

}  // namespace

asio::awaitable<Result<Pumped>> pump(os::LocalPipe& pipe, StreamSocket socket,
                                     async::Deadline deadline) {
  Pump pump(pipe, socket);
  const async::CancelOnExpiry watch(socket.get_executor(), deadline, [&pump] { pump.stop(); });
  if (watch.spent()) co_return watch.failure("the connection", Errc::interrupted, "");
  async::TaskGroup directions(socket.get_executor());
  directions.start(pump.send_on());
  directions.start(pump.receive());
  co_await directions.all_ended();
  if (watch.spent()) co_return watch.failure("the connection", Errc::interrupted, "");
  co_return pump.outcome();
}

}  // namespace cloudx::relay
