#include "sandbox/agent/pty_target.hpp"

#include <cerrno>
#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

class PtyTarget final : public Target {
 public:
  PtyTarget(const asio::any_io_executor& executor, int master, std::shared_ptr<Child> child)
      : executor_(executor), master_(executor, master), child_(std::move(child)) {}
  PtyTarget(const PtyTarget&) = delete;
  PtyTarget& operator=(const PtyTarget&) = delete;
  ~PtyTarget() override { close(); }

  // Where nobody has the other end open the system says EIO.
  asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
    const auto [error, size] = co_await master_.async_read_some(
        asio::buffer(into.data(), into.size()), asio::as_tuple(asio::use_awaitable));
    if (error) co_return std::size_t{0};
    co_return size;
  }

  asio::awaitable<Result<void>> write_all(ByteView data) override {
    const auto [error, size] = co_await asio::async_write(
        master_, asio::buffer(data.data(), data.size()), asio::as_tuple(asio::use_awaitable));
    if (error) co_return fail(Errc::io, error.message());
    co_return Result<void>{};
  }

  void resize(std::uint16_t columns, std::uint16_t rows) override {
    const winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ioctl(master_.native_handle(), TIOCSWINSZ, &size);
  }

  void close() override {
    if (!master_.is_open()) return;
    boost::system::error_code ignored;
    master_.close(ignored);  // SIGHUP to the session
    kill_soon(executor_, std::move(child_));
  }

 private:
  asio::any_io_executor executor_;
  asio::posix::stream_descriptor master_;
  std::shared_ptr<Child> child_;
};

}  // namespace

Result<std::unique_ptr<Target>> open_terminal(const asio::any_io_executor& executor,
                                              const Program& program) {
  if (const Result<void> found = find_program(program.words.front()); !found) {
    return std::unexpected(found.error());
  }
  const PreparedProgram prepared(program);
  int master = -1;
  const pid_t process = forkpty(&master, nullptr, nullptr, nullptr);
  if (process < 0) return fail(Errc::io, "forkpty: " + system_message(errno));
  if (process == 0) {
    syscall(SYS_close_range, 3U, ~0U, 0U);
    prepared.run();
  }
  auto child = std::make_shared<Child>(process);
  fcntl(master, F_SETFD, FD_CLOEXEC);
  return std::make_unique<PtyTarget>(executor, master, std::move(child));
}

}  // namespace cloudx::sandbox
