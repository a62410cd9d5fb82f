#include "os/streams/standard_pipe.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <io.h>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "os/standard_stream.hpp"
#include "os/streams/windows/blocking_calls.hpp"
#include "os/windows/console.hpp"
#include "os/windows/handle.hpp"
#include "os/windows/stream_io.hpp"

namespace cloudx::os {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr const char* kWriteCancelled = "writing standard output: cancelled";

// What one call moves, held by the call, too: it may outlive the pipe.
struct Chunk {
  std::array<std::uint8_t, 64U << 10> bytes{};
  std::size_t begin = 0;
  std::size_t end = 0;
  std::optional<DWORD> error;
};

void read(HANDLE input, Chunk& into) {
  const auto got = read_from_stream(input, into.bytes);
  into.error = got ? std::nullopt : std::optional(::GetLastError());
  into.begin = 0;
  into.end = got.value_or(0);
}

void write(HANDLE output, Chunk& from) {
  const std::string_view text(reinterpret_cast<const char*>(from.bytes.data()), from.end);
  from.error = write_to_stream(output, text) ? std::nullopt : std::optional(::GetLastError());
}

class StandardPipe final : public LocalPipe {
 public:
  StandardPipe(const asio::any_io_executor& executor, HANDLE input, HANDLE output)
      : output_(output),
        input_(input),
        looks_(executor),
        reads_(executor, input),
        writes_(executor, output) {}

  // What was read for a call that was cancelled is for the next one.
  asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override {
    if (input_ == nullptr) co_return std::size_t{0};
    const bool has_bytes = !reads_.is_busy() && read_->begin < read_->end;
    if (!has_bytes && !reads_.is_busy()) {
      reads_.begin([chunk = read_, input = input_] { read(input, *chunk); });
    }
    if (!co_await reads_.wait()) co_return fail(Errc::io, "reading standard input: cancelled");
    if (read_->error) {
      co_return fail(Errc::io, "reading standard input: " + error_text(*read_->error));
    }
    co_return take(pieces);
  }

  asio::awaitable<Result<void>> write_all(ByteView data) override {
    while (!data.empty()) {
      if (!co_await writes_.wait()) co_return fail(Errc::io, kWriteCancelled);
      written_->end = std::min(data.size(), written_->bytes.size());
      std::copy_n(data.begin(), written_->end, written_->bytes.begin());
      writes_.begin([chunk = written_, output = output_] { write(output, *chunk); });
      if (!co_await writes_.wait()) co_return fail(Errc::io, kWriteCancelled);
      if (written_->error) {
        co_return fail(Errc::io, "writing standard output: " + error_text(*written_->error));
      }
      data = data.subspan(written_->end);
    }
    co_return Result<void>{};
  }

  // The C library's number owns the handle: NUL takes its place.
  void end_output() override {
    output_ = nullptr;
    const int null = ::_open("NUL", _O_WRONLY | _O_BINARY | _O_NOINHERIT);
    if (null < 0) return;
    ::_dup2(null, 1);
    ::_close(null);
  }

  // The system tells nobody; it can be asked, but not while a write goes on, and that one fails
  // by itself.
  asio::awaitable<bool> output_gone() override {
    constexpr milliseconds kPause(250);
    while (output_ == nullptr || writes_.is_busy() || !has_no_reader(output_)) {
      looks_.expires_after(kPause);
      const auto [error] = co_await looks_.async_wait(asio::as_tuple(asio::use_awaitable));
      if (error) co_return false;
    }
    co_return true;
  }

  void cancel() override {
    reads_.cancel();
    writes_.cancel();
    looks_.cancel();
  }

 private:
  std::size_t take(std::span<const std::span<std::uint8_t>> pieces) {
    std::size_t total = 0;
    for (const auto piece : pieces) {
      const std::size_t size = std::min(piece.size(), read_->end - read_->begin);
      std::copy_n(read_->bytes.begin() + static_cast<std::ptrdiff_t>(read_->begin), size,
                  piece.begin());
      read_->begin += size;
      total += size;
    }
    return total;
  }

  std::shared_ptr<Chunk> read_ = std::make_shared<Chunk>();
  std::shared_ptr<Chunk> written_ = std::make_shared<Chunk>();
  HANDLE output_;  // null once it was ended
  HANDLE input_;
  asio::steady_timer looks_;
  BlockingCalls reads_;
  BlockingCalls writes_;
};

bool is_open(HANDLE stream) {
  return stream != nullptr && stream != INVALID_HANDLE_VALUE;
}

}  // namespace

Result<std::unique_ptr<LocalPipe>> make_standard_pipe(const asio::any_io_executor& executor) {
  const HANDLE input = handle_of(StandardStream::input);
  const HANDLE output = handle_of(StandardStream::output);
  if (!is_open(input)) return fail(Errc::io, "standard input is closed");
  if (!is_open(output)) return fail(Errc::io, "standard output is closed");
  return std::unique_ptr<LocalPipe>(std::make_unique<StandardPipe>(executor, input, output));
}

Result<std::unique_ptr<LocalPipe>> make_output_pipe(const asio::any_io_executor& executor,
                                                    StandardStream stream) {
  const HANDLE output = handle_of(stream);
  if (!is_open(output)) return fail(Errc::io, "standard output is closed");
  return std::unique_ptr<LocalPipe>(std::make_unique<StandardPipe>(executor, nullptr, output));
}

}  // namespace cloudx::os
