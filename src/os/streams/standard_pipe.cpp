#include "os/streams/standard_pipe.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "os/descriptor.hpp"
#include "os/descriptor_identity.hpp"
#include "os/streams/descriptor_pipe.hpp"
#include "os/streams/reader_watch.hpp"
#include "os/terminal_descriptor.hpp"

namespace cloudx::os {
namespace {

namespace asio = boost::asio;

constexpr int kNone = -1;  // in place of a descriptor

// Puts the status flags back. Input and output are often the same open file (a terminal), so both
// are read before either is changed.
class SavedFlags {
 public:
  SavedFlags(int input, int output)
      : input_(input),
        output_(output),
        input_flags_(fcntl(input, F_GETFL)),
        output_flags_(fcntl(output, F_GETFL)) {}
  SavedFlags(const SavedFlags&) = delete;
  SavedFlags& operator=(const SavedFlags&) = delete;
  ~SavedFlags() {
    if (input_flags_ >= 0) fcntl(input_, F_SETFL, input_flags_);
    if (output_flags_ >= 0) fcntl(output_, F_SETFL, output_flags_);
  }
  // The open file may live on elsewhere. One that is the input, too, stays non-blocking for it.
  void give_up_output(int replacement) {
    if (!is_one_file()) fcntl(output_, F_SETFL, output_flags_);
    ::shutdown(output_, SHUT_WR);  // of a socket, which lives on as the input
    ::dup2(replacement, output_);
    output_flags_ = -1;
  }
  [[nodiscard]] bool readable() const {
    return input_flags_ >= 0 && (input_flags_ & O_ACCMODE) != O_WRONLY;
  }
  [[nodiscard]] bool writable() const {
    return output_flags_ >= 0 && (output_flags_ & O_ACCMODE) != O_RDONLY;
  }

 private:
  [[nodiscard]] bool is_one_file() const {
    const auto input = identity_of(input_);
    return input && input == identity_of(output_);
  }

  int input_;
  int output_;
  int input_flags_;
  int output_flags_;
};

// As many as Asio hands to one system call; those that are not used stay empty.
using Pieces = std::array<asio::mutable_buffer, 64>;

class DescriptorPipe final : public LocalPipe {
 public:
  DescriptorPipe(const asio::any_io_executor& executor, int input, int output)
      : flags_(input, output), input_(executor), output_(executor), looks_(executor) {
    std::signal(SIGPIPE, SIG_IGN);
  }

  // Asio takes copies: it closes what it owns, and epoll wants each descriptor only once.
  Result<void> attach(int input, int output) {
    if (input != kNone && !flags_.readable()) {
      return fail(Errc::io, "standard input is closed, or not open for reading");
    }
    if (!flags_.writable()) {
      return fail(Errc::io, "standard output is closed, or not open for writing");
    }
    for (const auto& [from, to] : {std::pair(input, &input_), std::pair(output, &output_)}) {
      if (from == kNone) continue;
      const int copy = fcntl(from, F_DUPFD_CLOEXEC, 3);
      if (copy < 0)
        return fail(Errc::io, fmt::format("descriptor {}: {}", from, system_message(errno)));
      boost::system::error_code error;
      to->assign(copy, error);
      if (!error) to->non_blocking(true, error);
      if (!error) continue;
      if (!to->is_open()) ::close(copy);
      return fail(Errc::io, fmt::format("descriptor {}: {}", from, error.message()));
    }
    return {};
  }

  asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override {
    if (!input_.is_open()) co_return std::size_t{0};
    Pieces buffers;
    std::ranges::transform(pieces.first(std::min(pieces.size(), buffers.size())), buffers.begin(),
                           [](auto piece) { return asio::buffer(piece.data(), piece.size()); });
    const auto [error, size] =
        co_await input_.async_read_some(buffers, asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::eof) co_return std::size_t{0};
    if (error) co_return fail(Errc::io, "reading standard input: " + error.message());
    co_return size;
  }

  asio::awaitable<Result<void>> write_all(ByteView data) override {
    while (!data.empty()) {
      const auto [error, size] = co_await output_.async_write_some(
          asio::buffer(data.data(), data.size()), asio::as_tuple(asio::use_awaitable));
      if (error) co_return fail(Errc::io, "writing standard output: " + error.message());
      data = data.subspan(size);
    }
    co_return Result<void>{};
  }

  // The caller's descriptor and its copy are one open file: both have to let go of it.
  void end_output() override {
    boost::system::error_code ignored;
    output_.close(ignored);
    looks_.cancel();
    const Descriptor null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    if (null.get() >= 0) flags_.give_up_output(null.get());
  }

  asio::awaitable<bool> output_gone() override { co_return co_await reader_gone(output_, looks_); }

  void cancel() override {
    boost::system::error_code ignored;
    input_.cancel(ignored);
    output_.cancel(ignored);
    looks_.cancel();
  }

 private:
  SavedFlags flags_;  // destroyed last: after the copies are closed
  asio::posix::stream_descriptor input_;
  asio::posix::stream_descriptor output_;
  asio::steady_timer looks_;
};

}  // namespace

Result<std::unique_ptr<LocalPipe>> make_descriptor_pipe(const asio::any_io_executor& executor,
                                                        int input, int output) {
  auto pipe = std::make_unique<DescriptorPipe>(executor, input, output);
  if (auto attached = pipe->attach(input, output); !attached) {
    return std::unexpected(attached.error());
  }
  return std::unique_ptr<LocalPipe>(std::move(pipe));
}

Result<std::unique_ptr<LocalPipe>> make_standard_pipe(const asio::any_io_executor& executor) {
  return make_descriptor_pipe(executor, STDIN_FILENO, STDOUT_FILENO);
}

Result<std::unique_ptr<LocalPipe>> make_output_pipe(const asio::any_io_executor& executor,
                                                    StandardStream stream) {
  return make_descriptor_pipe(executor, kNone, descriptor_of(stream));
}

}  // namespace cloudx::os
