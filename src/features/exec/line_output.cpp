#include "features/exec/line_output.hpp"

#include <algorithm>
#include <utility>

namespace cloudx::exec {

namespace asio = boost::asio;

asio::awaitable<Result<void>> SharedOutput::write(std::string text) {
  while (busy_ && !cancelled_) co_await free_.wait();
  if (cancelled_) co_return fail(Errc::interrupted, "cancelled");
  busy_ = true;
  auto written = co_await pipe_->write_all(as_bytes(text));
  busy_ = false;
  free_.notify();
  co_return written;
}

void SharedOutput::cancel() {
  cancelled_ = true;
  pipe_->cancel();
  free_.notify();
}

asio::awaitable<Result<std::size_t>> LinePipe::read_some(std::span<const std::span<std::uint8_t>>) {
  co_return std::size_t{0};
}

asio::awaitable<Result<void>> LinePipe::write_all(ByteView data) {
  begun_ += as_text(data);
  std::string lines;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = begun_.find('\n', at);
    if (end == std::string::npos && begun_.size() - at < kLongestLine) break;
    const std::size_t size = std::min(end, at + kLongestLine) - at;
    lines += format_(std::string_view(begun_).substr(at, size)) + '\n';
    at += size + (at + size == end ? 1 : 0);
  }
  begun_.erase(0, at);
  if (lines.empty()) co_return Result<void>{};
  co_return co_await output_.write(std::move(lines));
}

asio::awaitable<Result<void>> LinePipe::finish() {
  if (begun_.empty()) co_return Result<void>{};
  const std::string line = std::exchange(begun_, {});
  co_return co_await output_.write(format_(line) + '\n');
}

asio::awaitable<bool> LinePipe::output_gone() {
  static_cast<void>(co_await ended_.wait({}));
  co_return false;
}

void LinePipe::cancel() {
  ended_.set();
  if (stop_.stop_requested()) output_.cancel_if_busy();
}

}  // namespace cloudx::exec
