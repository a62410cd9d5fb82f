#include "net/dial.hpp"

#include <algorithm>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "async/cancel_on_expiry.hpp"

namespace cloudx::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kAttemptDelay = std::chrono::milliseconds(250);  // RFC 8305 section 5

class Race : public std::enable_shared_from_this<Race> {
 public:
  Race(const asio::any_io_executor& executor, std::vector<tcp::endpoint> endpoints)
      : endpoints_(std::move(endpoints)), next_attempt_(executor), over_(executor) {
    over_.expires_at(std::chrono::steady_clock::time_point::max());
  }

  void start_next() {
    if (done_ || started_ == endpoints_.size()) return;
    const tcp::endpoint& endpoint = endpoints_[started_++];
    attempts_.emplace_back(over_.get_executor());
    tcp::socket& socket = attempts_.back();
    socket.async_connect(
        endpoint, [self = shared_from_this(), &socket](const boost::system::error_code& error) {
          self->attempt_ended(socket, error);
        });
    next_attempt_.expires_after(kAttemptDelay);
    next_attempt_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->start_next();
    });
  }

  void abandon() {
    if (done_) return;
    done_ = true;
    boost::system::error_code ignored;
    for (tcp::socket& socket : attempts_) socket.close(ignored);
    next_attempt_.cancel();
    over_.cancel();
  }

  asio::awaitable<void> finished() {
    if (!done_) co_await over_.async_wait(asio::as_tuple(asio::use_awaitable));
  }

  std::optional<tcp::socket> winner;
  boost::system::error_code last_error = asio::error::host_unreachable;

 private:
  void attempt_ended(tcp::socket& socket, const boost::system::error_code& error) {
    ++ended_;
    if (done_) return;
    if (!error) {
      winner.emplace(std::move(socket));
      abandon();
    } else {
      last_error = error;
      if (ended_ == endpoints_.size()) {
        abandon();
      } else {
        start_next();
      }
    }
  }

  std::vector<tcp::endpoint> endpoints_;
  std::list<tcp::socket> attempts_;
  std::size_t started_ = 0;
  std::size_t ended_ = 0;
  bool done_ = false;
  asio::steady_timer next_attempt_;
  asio::steady_timer over_;  // cancelled when the race is decided
};

// The resolver's order within a family, the families taking turns.
std::vector<tcp::endpoint> interleave(const tcp::resolver::results_type& found) {
  std::vector<tcp::endpoint> first;
  std::vector<tcp::endpoint> second;
  for (const auto& entry : found) {
    const bool like_first =
        first.empty() || entry.endpoint().protocol() == first.front().protocol();
    (like_first ? first : second).push_back(entry.endpoint());
  }
  std::vector<tcp::endpoint> mixed;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) mixed.push_back(first[i]);
    if (i < second.size()) mixed.push_back(second[i]);
  }
  return mixed;
}

asio::awaitable<Result<std::vector<tcp::endpoint>>> resolve(std::string host, std::uint16_t port,
                                                            async::Deadline deadline) {
  boost::system::error_code not_an_address;
  const auto address = asio::ip::make_address(host, not_an_address);
  if (!not_an_address) co_return std::vector<tcp::endpoint>{{address, port}};

  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  const async::CancelOnExpiry watch(executor, deadline, [&resolver] { resolver.cancel(); });
  const auto [error, found] =
      co_await resolver.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                                      asio::as_tuple(asio::use_awaitable));
  if (error || found.empty()) {
    co_return watch.failure(fmt::format("looking up {}", host), Errc::resolve,
                            error ? error.message() : "no address");
  }
  co_return interleave(found);
}

}  // namespace

asio::awaitable<Result<tcp::socket>> dial(std::string host, std::uint16_t port,
                                          async::Deadline deadline) {
  auto endpoints = co_await resolve(host, port, deadline);
  if (!endpoints) co_return std::unexpected(endpoints.error());

  const auto executor = co_await asio::this_coro::executor;
  const auto race = std::make_shared<Race>(executor, std::move(*endpoints));
  const async::CancelOnExpiry watch(executor, deadline, [race] { race->abandon(); });
  if (!watch.spent()) race->start_next();
  co_await race->finished();
  if (!race->winner) {
    co_return watch.failure(fmt::format("connecting to {}:{}", host, port), Errc::connect,
                            race->last_error.message());
  }
  boost::system::error_code ignored;
  race->winner->set_option(tcp::no_delay(true), ignored);
  co_return std::move(*race->winner);
}

}  // namespace cloudx::net
