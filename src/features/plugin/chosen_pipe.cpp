#include "features/plugin/chosen_pipe.hpp"

#include <utility>

namespace cloudx::plugin {

using boost::asio::awaitable;

ChosenPipe::ChosenPipe(const boost::asio::any_io_executor& executor)
    : for_reader_(executor), for_writer_(executor), for_watch_(executor) {}

void ChosenPipe::choose(std::shared_ptr<os::LocalPipe> pipe) {
  pipe_ = std::move(pipe);
  for (async::Notify* waiting : {&for_reader_, &for_writer_, &for_watch_}) waiting->notify();
}

awaitable<Result<std::size_t>> ChosenPipe::read_some(
    std::span<const std::span<std::uint8_t>> pieces) {
  while (!pipe_ && !cancelled_) co_await for_reader_.wait();
  if (!pipe_) co_return fail(Errc::interrupted, "cancelled");
  co_return co_await pipe_->read_some(pieces);
}

awaitable<Result<void>> ChosenPipe::write_all(ByteView data) {
  while (!pipe_ && !cancelled_) co_await for_writer_.wait();
  if (!pipe_) co_return fail(Errc::interrupted, "cancelled");
  co_return co_await pipe_->write_all(data);
}

void ChosenPipe::end_output() {
  if (pipe_) pipe_->end_output();
}

awaitable<bool> ChosenPipe::output_gone() {
  while (!pipe_ && !cancelled_) co_await for_watch_.wait();
  if (!pipe_) co_return false;
  co_return co_await pipe_->output_gone();
}

void ChosenPipe::delivered(std::uint64_t total) {
  if (pipe_) pipe_->delivered(total);
}

void ChosenPipe::cancel() {
  cancelled_ = true;
  if (pipe_) pipe_->cancel();
  for (async::Notify* waiting : {&for_reader_, &for_writer_, &for_watch_}) waiting->notify();
}

}  // namespace cloudx::plugin
