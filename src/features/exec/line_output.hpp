#pragma once
// The output of many commands in one: whole lines, each told apart by who has written it.

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "async/condition.hpp"
#include "async/event.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::exec {

// One pipe, to which many write in turns.
class SharedOutput {
 public:
  SharedOutput(const boost::asio::any_io_executor& executor, std::unique_ptr<os::LocalPipe> pipe)
      : pipe_(std::move(pipe)), free_(executor) {}

  // Returns when all of `text` is written, nothing of another writer between it.
  boost::asio::awaitable<Result<void>> write(std::string text);
  // See LocalPipe::output_gone(). For one caller.
  boost::asio::awaitable<bool> gone() { return pipe_->output_gone(); }
  // Ends all of the above, for good.
  void cancel();
  // The same where a write waits for the reader.
  void cancel_if_busy() {
    if (busy_) cancel();
  }

 private:
  std::unique_ptr<os::LocalPipe> pipe_;
  async::Condition free_;
  bool busy_ = false;
  bool cancelled_ = false;
};

// A line as it is to be written, from one as it came: without its line feed.
using FormatLine = std::function<std::string(std::string_view line)>;

// What one command writes to one of its streams. There is no input.
class LinePipe final : public os::LocalPipe {
 public:
  // A line that is longer is written in pieces, as if each were a line.
  static constexpr std::size_t kLongestLine = std::size_t{1} << 20;

  // `output` must outlive this object; `stop` is that of all commands.
  LinePipe(const boost::asio::any_io_executor& executor, SharedOutput& output, FormatLine format,
           std::stop_token stop)
      : output_(output), format_(std::move(format)), stop_(std::move(stop)), ended_(executor) {}

  // Writes what has come of a last line.
  boost::asio::awaitable<Result<void>> finish();

  boost::asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data) override;
  void end_output() override {}
  // Whoever reads all of them is looked after elsewhere.
  boost::asio::awaitable<bool> output_gone() override;
  // With the stop of all, a write that waits is given up: nobody may be left to read it.
  void cancel() override;

 private:
  SharedOutput& output_;
  FormatLine format_;
  std::stop_token stop_;
  std::string begun_;  // a line that has no end yet
  async::Event ended_;
};

}  // namespace cloudx::exec
