#include "net/stream_pool.hpp"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "async/event.hpp"

namespace cloudx::net {

namespace asio = boost::asio;

namespace {

std::string origin(const Url& url) {
  return fmt::format("{} {} {}", url.secure() ? "tls" : "tcp", url.host, url.port);
}

}  // namespace

struct StreamPool::Warming {
  explicit Warming(const asio::any_io_executor& executor) : ready(executor) {}
  async::Event ready;
  std::optional<Result<std::unique_ptr<Stream>>> result;
  std::stop_source abandon;
};

namespace {

template <class Warming>
asio::awaitable<void> open_ahead(Connector* connector, Url url, async::Deadline deadline,
                                 std::shared_ptr<Warming> warming) {
  auto opened = co_await connector->open(std::move(url), std::move(deadline));
  warming->result.emplace(std::move(opened));
  warming->ready.set();
}

}  // namespace

StreamPool::~StreamPool() {
  forget();
}

void StreamPool::forget() {
  idle_.clear();
  for (auto& [host, list] : warming_) {
    for (auto& warming : list) warming->abandon.request_stop();
  }
  warming_.clear();
}

void StreamPool::warm(const asio::any_io_executor& executor, const Url& url,
                      async::Deadline deadline) {
  auto warming = std::make_shared<Warming>(executor);
  deadline.stop = warming->abandon.get_token();
  warming_[origin(url)].push_back(warming);
  asio::co_spawn(executor, open_ahead(&connector_, url, std::move(deadline), std::move(warming)),
                 asio::detached);
}

asio::awaitable<Result<PooledStream>> StreamPool::acquire(Url url, async::Deadline deadline) {
  auto& idle = idle_[origin(url)];
  while (!idle.empty()) {
    std::unique_ptr<Stream> stream = std::move(idle.back());
    idle.pop_back();
    if (stream->idle()) co_return PooledStream{std::move(stream), true};
  }
  auto& ahead = warming_[origin(url)];
  if (ahead.empty()) co_return co_await open_new(std::move(url), std::move(deadline));

  const std::shared_ptr<Warming> warming = std::move(ahead.front());
  ahead.pop_front();
  if (const auto ready = co_await warming->ready.wait(deadline); !ready) {
    warming->abandon.request_stop();
    co_return fail("connecting to " + url.host, ready.error());
  }
  if (!*warming->result) co_return std::unexpected(warming->result->error());
  // Opened some time ago: the peer may have lost patience with it.
  if (!(**warming->result)->idle())
    co_return co_await open_new(std::move(url), std::move(deadline));
  co_return PooledStream{std::move(**warming->result), true};
}

asio::awaitable<Result<PooledStream>> StreamPool::open_new(Url url, async::Deadline deadline) {
  auto opened = co_await connector_.open(std::move(url), std::move(deadline));
  if (!opened) co_return std::unexpected(opened.error());
  co_return PooledStream{std::move(*opened), false};
}

void StreamPool::release(const Url& url, std::unique_ptr<Stream> stream) {
  idle_[origin(url)].push_back(std::move(stream));
}

}  // namespace cloudx::net
