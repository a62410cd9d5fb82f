#include "sandbox/server/delay_line.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "base/bytes.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;
using asio::ip::tcp;
using SteadyTime = std::chrono::steady_clock::time_point;

namespace {

constexpr std::size_t kPiece = std::size_t{64} * 1024;
// More than any bandwidth-delay product that is of interest; then the sender is held up.
constexpr std::size_t kInFlightLimit = 64U << 20;

struct Piece {
  SteadyTime due;
  Bytes data;  // empty: the end of the stream
};

// One direction of one connection.
struct Pipe {
  Pipe(std::shared_ptr<tcp::socket> source, std::shared_ptr<tcp::socket> sink, SteadyTime earliest)
      : from(std::move(source)),
        to(std::move(sink)),
        not_before(earliest),
        changed(from->get_executor(), SteadyTime::max()) {}

  std::shared_ptr<tcp::socket> from;
  std::shared_ptr<tcp::socket> to;
  SteadyTime not_before;  // bytes that come earlier count as sent then
  std::deque<Piece> in_flight;
  std::size_t size = 0;
  asio::steady_timer changed;
  bool broken = false;

  asio::awaitable<void> wait(SteadyTime until) {
    changed.expires_at(until);
    co_await changed.async_wait(asio::as_tuple(asio::use_awaitable));
  }

  void break_off() {
    boost::system::error_code ignored;
    from->close(ignored);
    to->close(ignored);
    broken = true;
    changed.cancel();
  }
};

asio::awaitable<void> fill(std::shared_ptr<Pipe> pipe, std::shared_ptr<const LineState> state) {
  asio::steady_timer room(pipe->from->get_executor());
  for (;;) {
    Bytes data(kPiece);
    const auto [error, size] = co_await pipe->from->async_read_some(
        asio::buffer(data), asio::as_tuple(asio::use_awaitable));
    if (pipe->broken) co_return;
    if (error && error != asio::error::eof) {  // a reset goes through as one
      pipe->break_off();
      co_return;
    }
    data.resize(error ? 0 : size);
    const SteadyTime sent = std::max(std::chrono::steady_clock::now(), pipe->not_before);
    const bool end = data.empty();
    pipe->size += data.size();
    pipe->in_flight.push_back({sent + state->round_trip / 2, std::move(data)});
    pipe->changed.cancel();
    if (end) co_return;
    while (pipe->size > kInFlightLimit && !pipe->broken) {
      room.expires_after(std::chrono::milliseconds(1));
      co_await room.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }
}

asio::awaitable<void> drain(std::shared_ptr<Pipe> pipe, std::shared_ptr<const LineState> state) {
  while (!pipe->broken) {
    if (pipe->in_flight.empty()) {
      co_await pipe->wait(SteadyTime::max());
      continue;
    }
    const SteadyTime due = std::max(pipe->in_flight.front().due, state->silent_until);
    if (std::chrono::steady_clock::now() < due) {
      co_await pipe->wait(due);
      continue;
    }
    const Piece piece = std::move(pipe->in_flight.front());
    pipe->in_flight.pop_front();
    pipe->size -= piece.data.size();
    if (piece.data.empty()) {
      boost::system::error_code ignored;
      pipe->to->shutdown(tcp::socket::shutdown_send, ignored);
      co_return;
    }
    const auto [error, size] = co_await asio::async_write(*pipe->to, asio::buffer(piece.data),
                                                          asio::as_tuple(asio::use_awaitable));
    if (error) pipe->break_off();
  }
}

asio::awaitable<void> relay(tcp::socket client, std::uint16_t to_port,
                            std::shared_ptr<const LineState> state) {
  const SteadyTime accepted = std::chrono::steady_clock::now();
  const auto executor = client.get_executor();
  const auto near = std::make_shared<tcp::socket>(std::move(client));
  const auto far = std::make_shared<tcp::socket>(executor);
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), to_port);
  const auto [error] = co_await far->async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
  if (error) co_return;
  boost::system::error_code ignored;
  near->set_option(tcp::no_delay(true), ignored);
  far->set_option(tcp::no_delay(true), ignored);
  const auto up = std::make_shared<Pipe>(near, far, accepted + state->round_trip);
  const auto down = std::make_shared<Pipe>(far, near, accepted);
  for (const auto& pipe : {up, down}) {
    asio::co_spawn(executor, fill(pipe, state), asio::detached);
    asio::co_spawn(executor, drain(pipe, state), asio::detached);
  }
}

asio::awaitable<void> accept_all(std::shared_ptr<tcp::acceptor> acceptor, std::uint16_t to_port,
                                 std::shared_ptr<const LineState> state) {
  while (acceptor->is_open()) {
    auto [error, socket] = co_await acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
    if (error) continue;
    asio::co_spawn(acceptor->get_executor(), relay(std::move(socket), to_port, state),
                   asio::detached);
  }
}

class Listener final : public DelayLine {
 public:
  explicit Listener(std::shared_ptr<tcp::acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() override {
    boost::system::error_code ignored;
    acceptor_->close(ignored);
  }
  [[nodiscard]] std::uint16_t port() const override { return acceptor_->local_endpoint().port(); }

 private:
  std::shared_ptr<tcp::acceptor> acceptor_;
};

}  // namespace

Result<std::unique_ptr<DelayLine>> make_delay_line(const asio::any_io_executor& executor,
                                                   std::uint16_t port, std::uint16_t to_port,
                                                   std::shared_ptr<const LineState> state) {
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  auto acceptor = std::make_shared<tcp::acceptor>(executor);
  boost::system::error_code error;
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return fail(Errc::io, fmt::format("listening on 127.0.0.1 port {}: {}", port, error.message()));
  }
  asio::co_spawn(executor, accept_all(acceptor, to_port, std::move(state)), asio::detached);
  return std::make_unique<Listener>(std::move(acceptor));
}

}  // namespace cloudx::sandbox
