#pragma once
// The local side of a session with a terminal: stdin and stdout, with the escapes of what is typed
// taken out, and everything that is shown recorded where that is wanted.

#include <functional>
#include <memory>
#include <optional>

#include "os/streams/local_pipe.hpp"
#include "terminal/escapes.hpp"

namespace cloudx::terminal {

class TerminalPipe final : public os::LocalPipe {
 public:
  // `escapes`: none where what comes was not typed. `on_escape` is called for each one, `on_output`
  // with everything that is shown.
  TerminalPipe(std::unique_ptr<os::LocalPipe> streams, std::optional<EscapeFilter> escapes,
               std::function<void(Escape)> on_escape, std::function<void(ByteView)> on_output)
      : streams_(std::move(streams)),
        escapes_(escapes),
        on_escape_(std::move(on_escape)),
        on_output_(std::move(on_output)) {}

  boost::asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data) override;
  void end_output() override { streams_->end_output(); }
  boost::asio::awaitable<bool> output_gone() override { return streams_->output_gone(); }
  void cancel() override { streams_->cancel(); }

 private:
  std::unique_ptr<os::LocalPipe> streams_;
  std::optional<EscapeFilter> escapes_;
  Bytes typed_;  // filtered, and not given out yet
  std::function<void(Escape)> on_escape_;
  std::function<void(ByteView)> on_output_;
};

}  // namespace cloudx::terminal
