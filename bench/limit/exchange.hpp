#pragma once
// One end of the exchange over a Link: one loop reads, one writes. Every message that comes allows
// one more to go, at either end; the sender begins with a window's worth.

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "bench/limit/load.hpp"

namespace cloudx::bench {

// Link: `co_await read()` takes one message, `co_await write(n)` sends n, at most Link::kBatch.
// Both throw.
template <class Link>
class Exchange {
 public:
  Exchange(boost::asio::io_context& context, Link& link, const Load& load, bool sender)
      : context_(context),
        link_(link),
        changed_(context, boost::asio::steady_timer::time_point::max()),
        messages_(load.messages),
        allowed_(sender ? std::min(load.window, load.messages) : 0) {}

  // Runs the context until every message has been written and read.
  void run() {
    const auto rethrow = [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    };
    boost::asio::co_spawn(context_, write_loop(), rethrow);
    boost::asio::co_spawn(context_, read_loop(), rethrow);
    while ((written_ < messages_ || read_ < messages_) && context_.run_one() > 0) {
    }
    if (written_ < messages_ || read_ < messages_) throw std::runtime_error("the link has ended");
  }

 private:
  boost::asio::awaitable<void> write_loop() {
    while (written_ < messages_) {
      if (written_ == allowed_) {
        waiting_ = true;
        co_await changed_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        continue;
      }
      if constexpr (Link::kBatch > 1) co_await gather();
      const std::uint64_t count = std::min<std::uint64_t>(allowed_ - written_, Link::kBatch);
      co_await link_.write(static_cast<std::size_t>(count));
      written_ += count;
    }
  }

  // Waits while more messages come that allow more to go in the same batch.
  boost::asio::awaitable<void> gather() {
    for (std::uint64_t seen = 0; allowed_ > seen && allowed_ - written_ < Link::kBatch;) {
      seen = allowed_;
      for (int turn = 0; turn < kTurnsOfOneRead; ++turn) {
        co_await boost::asio::post(context_, boost::asio::use_awaitable);
      }
    }
  }

  boost::asio::awaitable<void> read_loop() {
    while (read_ < messages_) {
      co_await link_.read();
      ++read_;
      allowed_ = std::min(allowed_ + 1, messages_);
      if (waiting_) changed_.cancel();
      waiting_ = false;
    }
  }

  // Of the executor, until a message at hand has been read.
  static constexpr int kTurnsOfOneRead = 4;

  boost::asio::io_context& context_;
  Link& link_;
  boost::asio::steady_timer changed_;
  std::uint64_t messages_;
  std::uint64_t allowed_;  // to be written so far
  std::uint64_t written_ = 0;
  std::uint64_t read_ = 0;
  bool waiting_ = false;
};

}  // namespace cloudx::bench
