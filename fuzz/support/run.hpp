#pragma once
// Runs a coroutine that waits for nothing but scripted peers.

#include <exception>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace cloudx::fuzz {

template <class T>
T run(boost::asio::awaitable<T> coroutine) {
  static boost::asio::io_context context(1);  // a new one costs several system calls
  context.restart();
  std::optional<T> result;
  boost::asio::co_spawn(context, std::move(coroutine),
                        [&](const std::exception_ptr& error, T value) {
                          if (error) std::rethrow_exception(error);
                          result.emplace(std::move(value));
                        });
  context.run();
  return std::move(result.value());
}

}  // namespace cloudx::fuzz
