#pragma once
// A program that runs beside this one and is talked to while it runs. It dies with this process.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::os {

// What the program has as its stdin or stdout; its stderr is always a pipe.
enum class ChildStream : std::uint8_t { null, pipe, inherited };

// What a program is told to do.
enum class ChildSignal : std::uint8_t {
  interrupt,  // as by Ctrl-C
  terminate,  // it may still tidy up
  kill,       // at once
};

// Whom signals of the terminal go to.
enum class ChildGroup : std::uint8_t {
  ours,  // Ctrl-C reaches it as well, and it may ask something on the terminal
  own,   // no Ctrl-C reaches it past this process
};

struct ChildOptions {
  std::vector<std::string> words;  // the program, found by PATH and started without a shell
  ChildStream input = ChildStream::null;
  ChildStream output = ChildStream::null;
  ChildGroup group = ChildGroup::own;
};

class ChildProcess {
 public:
  // Errc::io where it cannot be started.
  [[nodiscard]] static Result<std::unique_ptr<ChildProcess>> start(
      const boost::asio::any_io_executor& executor, const ChildOptions& options);

  virtual ~ChildProcess() = default;  // killed and collected where it has not ended

  // At least one byte; 0 at the end. One read of each at a time.
  virtual boost::asio::awaitable<Result<std::size_t>> read_output(std::span<char> into,
                                                                  async::Deadline deadline) = 0;
  virtual boost::asio::awaitable<Result<std::size_t>> read_errors(std::span<char> into,
                                                                  async::Deadline deadline) = 0;
  // The program reads the end of its input.
  virtual void close_input() = 0;
  virtual void signal(ChildSignal signal) = 0;  // nothing where it has ended
  // The exit status as a shell has it: 128 + the signal's number where a signal ended it.
  virtual boost::asio::awaitable<Result<int>> ended(async::Deadline deadline) = 0;
};

}  // namespace cloudx::os
