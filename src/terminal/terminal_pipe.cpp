#include "terminal/terminal_pipe.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "async/notify.hpp"

namespace cloudx::terminal {

namespace asio = boost::asio;

// What is typed, read ahead of the session.
struct TerminalPipe::Keys {
  Keys(const asio::any_io_executor& the_executor, os::LocalPipe& the_streams, EscapeFilter filter,
       std::function<void(Escape)> what_then)
      : executor(the_executor),
        streams(the_streams),
        escapes(filter),
        on_escape(std::move(what_then)),
        more(the_executor),
        room(the_executor),
        over(the_executor) {}

  // More than anybody types, and what is pasted may wait.
  static constexpr std::size_t kMostHeld = 64U << 10;

  asio::any_io_executor executor;
  os::LocalPipe& streams;
  EscapeFilter escapes;
  std::function<void(Escape)> on_escape;
  Bytes typed;                              // filtered, and not given out yet
  std::optional<Result<std::size_t>> last;  // the read that was the last one
  bool is_reading = false;
  bool is_cancelled = false;
  async::Notify more;
  async::Notify room;
  async::Notify over;
};

TerminalPipe::TerminalPipe(const asio::any_io_executor& executor,
                           std::unique_ptr<os::LocalPipe> streams,
                           std::optional<EscapeFilter> escapes,
                           std::function<void(Escape)> on_escape,
                           std::function<void(ByteView)> on_output)
    : streams_(std::move(streams)), on_output_(std::move(on_output)) {
  if (escapes) {
    keys_ = std::make_shared<Keys>(executor, *streams_, *escapes, std::move(on_escape));
  }
}

TerminalPipe::~TerminalPipe() {
  if (keys_) keys_->is_cancelled = true;
}

// Nothing of the pipe is used after cancel(). It goes on while the session takes nothing, because
// the escape that ends one that hangs comes behind what was typed before.
asio::awaitable<void> TerminalPipe::read_keys(std::shared_ptr<Keys> keys) {
  Bytes buffer(4096);
  const std::array room{std::span<std::uint8_t>(buffer)};
  while (!keys->last && !keys->is_cancelled) {
    if (keys->typed.size() >= Keys::kMostHeld) {
      co_await keys->room.wait();
      continue;
    }
    const auto read = co_await keys->streams.read_some(room);
    if (keys->is_cancelled) break;
    if (!read || *read == 0) {
      keys->last = read;
    } else {
      const EscapeFilter::Output filtered = keys->escapes.filter(ByteView(buffer).first(*read));
      keys->typed.insert(keys->typed.end(), filtered.send.begin(), filtered.send.end());
      for (const Escape escape : filtered.escapes) keys->on_escape(escape);
    }
    keys->more.notify();
  }
  keys->is_reading = false;
  keys->over.notify();
}

asio::awaitable<Result<std::size_t>> TerminalPipe::read_some(
    std::span<const std::span<std::uint8_t>> pieces) {
  if (!keys_) co_return co_await streams_->read_some(pieces);
  Keys& keys = *keys_;
  if (!keys.last && !std::exchange(keys.is_reading, true)) {
    asio::co_spawn(keys.executor, read_keys(keys_), asio::detached);
  }
  while (keys.typed.empty() && !keys.last && !keys.is_cancelled) co_await keys.more.wait();
  if (keys.is_cancelled) co_return fail(Errc::interrupted, "cancelled");
  if (keys.typed.empty()) co_return *keys.last;
  const std::size_t size = std::min(keys.typed.size(), pieces.front().size());
  const auto end = keys.typed.begin() + static_cast<std::ptrdiff_t>(size);
  std::copy(keys.typed.begin(), end, pieces.front().begin());
  keys.typed.erase(keys.typed.begin(), end);
  keys.room.notify();
  co_return size;
}

asio::awaitable<Result<void>> TerminalPipe::write_all(ByteView data) {
  on_output_(data);
  co_return co_await streams_->write_all(data);
}

// Who waits for this after cancel() waits for the reading, too.
asio::awaitable<bool> TerminalPipe::output_gone() {
  const bool gone = co_await streams_->output_gone();
  while (!gone && keys_ && keys_->is_reading) co_await keys_->over.wait();
  co_return gone;
}

void TerminalPipe::cancel() {
  if (keys_) {
    keys_->is_cancelled = true;
    keys_->more.notify();
    keys_->room.notify();
  }
  streams_->cancel();
}

}  // namespace cloudx::terminal
