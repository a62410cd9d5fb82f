#include "terminal/terminal_pipe.hpp"

#include <algorithm>
#include <array>

namespace cloudx::terminal {

boost::asio::awaitable<Result<std::size_t>> TerminalPipe::read_some(
    std::span<const std::span<std::uint8_t>> pieces) {
  if (!escapes_) co_return co_await streams_->read_some(pieces);
  while (typed_.empty()) {
    const std::array room{pieces.front()};
    const auto read = co_await streams_->read_some(room);
    if (!read || *read == 0) co_return read;
    EscapeFilter::Output filtered = escapes_->filter(pieces.front().first(*read));
    for (const Escape escape : filtered.escapes) on_escape_(escape);
    typed_ = std::move(filtered.send);
  }
  // A tilde that was held back may make it more than was read.
  const std::size_t size = std::min(typed_.size(), pieces.front().size());
  const auto end = typed_.begin() + static_cast<std::ptrdiff_t>(size);
  std::copy(typed_.begin(), end, pieces.front().begin());
  typed_.erase(typed_.begin(), end);
  co_return size;
}

boost::asio::awaitable<Result<void>> TerminalPipe::write_all(ByteView data) {
  on_output_(data);
  co_return co_await streams_->write_all(data);
}

}  // namespace cloudx::terminal
