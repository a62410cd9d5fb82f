#include "features/exec/line_output.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace cloudx::exec {
namespace {

namespace asio = boost::asio;

// Takes an eighth after the other, and lets everybody else go first each time.
class SlowPipe final : public os::LocalPipe {
 public:
  explicit SlowPipe(std::string& into) : into_(into) {}

  asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>>) override {
    co_return std::size_t{0};
  }
  asio::awaitable<Result<void>> write_all(ByteView data) override {
    const std::size_t step = data.size() / 8 + 1;
    while (!data.empty()) {
      co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
      into_ += as_text(data.first(std::min(step, data.size())));
      data = data.subspan(std::min(step, data.size()));
    }
    co_return Result<void>{};
  }
  void end_output() override {}
  asio::awaitable<bool> output_gone() override { co_return false; }
  void cancel() override {}

 private:
  std::string& into_;
};

class LineOutputTest : public testing::Test {
 protected:
  std::unique_ptr<LinePipe> lines(std::string name) {
    return std::make_unique<LinePipe>(
        context_.get_executor(), output_,
        [name = std::move(name)](std::string_view line) { return name + ":" + std::string(line); },
        std::stop_token());
  }
  void write(LinePipe& pipe, std::string text) {
    asio::co_spawn(
        context_,
        [](LinePipe& to, std::string what) -> asio::awaitable<void> {
          EXPECT_TRUE(co_await to.write_all(as_bytes(what)));
        }(pipe, std::move(text)),
        asio::detached);
  }
  void finish(LinePipe& pipe) {
    asio::co_spawn(
        context_,
        [](LinePipe& to) -> asio::awaitable<void> { EXPECT_TRUE(co_await to.finish()); }(pipe),
        asio::detached);
  }
  std::string run() {
    context_.run();
    context_.restart();
    return std::exchange(written_, {});
  }

  asio::io_context context_;
  std::string written_;
  SharedOutput output_{context_.get_executor(), std::make_unique<SlowPipe>(written_)};
};

TEST_F(LineOutputTest, LinesOfTwoAreNotTorn) {
  const auto one = lines("a");
  const auto other = lines("b");
  write(*one, "first\nsecond\n");
  write(*other, "third\n");
  EXPECT_EQ(run(), "a:first\na:second\nb:third\n");
}

TEST_F(LineOutputTest, LineIsWrittenWhenItHasItsEnd) {
  const auto one = lines("a");
  write(*one, "fir");
  EXPECT_EQ(run(), "");
  write(*one, "st\n\nsec");
  EXPECT_EQ(run(), "a:first\na:\n");
  finish(*one);
  EXPECT_EQ(run(), "a:sec\n");
  finish(*one);
  EXPECT_EQ(run(), "");
}

TEST_F(LineOutputTest, LongLineIsWrittenInPieces) {
  const auto one = lines("a");
  write(*one, std::string(LinePipe::kLongestLine, 'x') + "y\n");
  EXPECT_EQ(run(), "a:" + std::string(LinePipe::kLongestLine, 'x') + "\na:y\n");
  write(*one, std::string(LinePipe::kLongestLine, 'x') + "\nz\n");
  EXPECT_EQ(run(), "a:" + std::string(LinePipe::kLongestLine, 'x') + "\na:z\n");
}

TEST_F(LineOutputTest, WhatIsWrittenBehindTheEndIsRefused) {
  const auto one = lines("a");
  output_.cancel();
  asio::co_spawn(
      context_,
      [](LinePipe& to) -> asio::awaitable<void> {
        const auto written = co_await to.write_all(as_bytes("late\n"));
        EXPECT_EQ(written.error().kind, Errc::interrupted);
      }(*one),
      asio::detached);
  EXPECT_EQ(run(), "");
}

}  // namespace
}  // namespace cloudx::exec
