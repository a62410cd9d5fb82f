#pragma once
// The local side of a command elsewhere: it has no input but the interrupts from the keyboard, and
// its output goes to stdout.

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "async/notify.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::exec {

class CommandPipe final : public os::LocalPipe {
 public:
  CommandPipe(const boost::asio::any_io_executor& executor, std::unique_ptr<os::LocalPipe> output)
      : output_(std::move(output)), changed_(executor) {}

  // Ctrl-C for the command: the agent takes this byte for it (amazon-ssm-agent, agent/session/
  // plugins/noninteractivecommands).
  void interrupt();

  boost::asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data) override {
    return output_->write_all(data);
  }
  void end_output() override { output_->end_output(); }
  boost::asio::awaitable<bool> output_gone() override { return output_->output_gone(); }
  void cancel() override;

 private:
  std::unique_ptr<os::LocalPipe> output_;
  async::Notify changed_;
  int interrupts_ = 0;  // not read yet
  bool cancelled_ = false;
};

}  // namespace cloudx::exec
