#pragma once
// The local side of a session with a terminal: stdin and stdout, with the escapes of what is typed
// taken out, and everything that is shown recorded where that is wanted.

#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>

#include "os/streams/local_pipe.hpp"
#include "terminal/escapes.hpp"

namespace cloudx::terminal {

class TerminalPipe final : public os::LocalPipe {
 public:
  // `escapes`: none where what comes was not typed. `on_escape` is called for each one, also while
  // the session takes nothing: it may hang. `on_output` is called with everything that is shown.
  TerminalPipe(const boost::asio::any_io_executor& executor, std::unique_ptr<os::LocalPipe> streams,
               std::optional<EscapeFilter> escapes, std::function<void(Escape)> on_escape,
               std::function<void(ByteView)> on_output);
  TerminalPipe(const TerminalPipe&) = delete;
  TerminalPipe& operator=(const TerminalPipe&) = delete;
  ~TerminalPipe() override;

  boost::asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data) override;
  void end_output() override { streams_->end_output(); }
  boost::asio::awaitable<bool> output_gone() override;
  void cancel() override;

 private:
  struct Keys;
  static boost::asio::awaitable<void> read_keys(std::shared_ptr<Keys> keys);

  std::unique_ptr<os::LocalPipe> streams_;
  std::shared_ptr<Keys> keys_;  // null where nothing is typed
  std::function<void(ByteView)> on_output_;
};

}  // namespace cloudx::terminal
