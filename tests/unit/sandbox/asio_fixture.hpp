#pragma once
// Coroutines of the sandbox in a test: run until one has its result.

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "sandbox/agent/target.hpp"

namespace cloudx::sandbox {

class AsioTest : public testing::Test {
 protected:
  // Fails the test where the result does not come.
  template <class T>
  T await(boost::asio::awaitable<T> work) {
    std::optional<T> result;
    boost::asio::co_spawn(io, std::move(work), [&](const std::exception_ptr&, T value) {
      result.emplace(std::move(value));
    });
    run_until([&] { return result.has_value(); });
    return std::move(result.value());
  }
  template <class Done>
  void run_until(Done done) {
    io.restart();
    while (!done()) {
      if (io.run_one_for(kPatience) == 0) {
        ADD_FAILURE() << "nothing happens any more";
        return;
      }
    }
  }
  // Lets everything run that can.
  void settle() {
    io.restart();
    io.poll();
  }

  bool write(Target& target, std::string_view text) {
    return await(target.write_all(as_bytes(text))).has_value();
  }
  // What can be read until it has `words` in it or ends.
  std::string read_until(Target& target, std::string_view words) {
    std::string all;
    while (!all.contains(words)) {
      Bytes buffer(1024);
      const auto size = await(target.read_some(buffer));
      if (!size || *size == 0) break;
      all += as_text(ByteView(buffer).first(*size));
    }
    return all;
  }

  static constexpr std::chrono::seconds kPatience{50};
  boost::asio::io_context io;
};

}  // namespace cloudx::sandbox
