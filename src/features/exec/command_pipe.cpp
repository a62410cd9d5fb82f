#include "features/exec/command_pipe.hpp"

namespace cloudx::exec {

namespace {

constexpr std::uint8_t kInterrupt = 0x03;

}  // namespace

void CommandPipe::interrupt() {
  ++interrupts_;
  changed_.notify();
}

boost::asio::awaitable<Result<std::size_t>> CommandPipe::read_some(
    std::span<const std::span<std::uint8_t>> pieces) {
  while (interrupts_ == 0 && !cancelled_) co_await changed_.wait();
  if (cancelled_) co_return fail(Errc::interrupted, "cancelled");
  --interrupts_;
  pieces.front().front() = kInterrupt;
  co_return std::size_t{1};
}

void CommandPipe::cancel() {
  cancelled_ = true;
  changed_.notify();
  output_->cancel();
}

}  // namespace cloudx::exec
