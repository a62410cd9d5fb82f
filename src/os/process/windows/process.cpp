#include "os/process/process.hpp"

#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/windows/stream_handle.hpp>
#include <fmt/format.h>

#include "async/cancel_on_expiry.hpp"
#include "async/sleep.hpp"
#include "os/process/windows/launch.hpp"

namespace cloudx::os {

using boost::asio::awaitable;
using boost::asio::windows::stream_handle;

namespace {

// A child that is ended when nobody waited for its end.
class Child {
 public:
  explicit Child(Handle process) : process_(std::move(process)) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (!has_ended()) kill();
  }
  void kill() const { ::TerminateProcess(process_.get(), 1); }
  [[nodiscard]] bool has_ended() const {
    return ::WaitForSingleObject(process_.get(), 0) == WAIT_OBJECT_0;
  }
  [[nodiscard]] int exit_status() const { return exit_status_of(process_.get()); }

 private:
  Handle process_;
};

// The ends of the pipes that this program reads.
struct Outputs {
  Handle out;
  Handle err;
};

Result<Handle> start(const std::vector<std::string>& words, Outputs& outputs) {
  auto out = make_child_pipe(PipeUse::child_writes);
  if (!out) return std::unexpected(out.error());
  auto err = make_child_pipe(PipeUse::child_writes);
  if (!err) return std::unexpected(err.error());
  const LaunchStreams streams{
      .input = null_device(), .output = std::move(out->theirs), .errors = std::move(err->theirs)};
  auto started = launch(words, streams, LaunchMode::usual);
  if (!started) return std::unexpected(started.error());
  ::ResumeThread(started->thread.get());
  outputs.out = std::move(out->own);
  outputs.err = std::move(err->own);
  return std::move(started->process);
}

// Reads to the end; `overflow` is called once when there is more than `limit`.
awaitable<void> drain(stream_handle& from, std::string& into, std::size_t limit,
                      const std::function<void()>& overflow) {
  std::array<char, 4096> chunk{};
  while (true) {
    const auto [error, size] = co_await from.async_read_some(
        boost::asio::buffer(chunk), boost::asio::as_tuple(boost::asio::use_awaitable));
    if (error) co_return;
    into.append(chunk.data(), size);
    if (into.size() > limit) {
      overflow();
      co_return;
    }
  }
}

}  // namespace

awaitable<Result<ProcessOutput>> run_process(std::vector<std::string> words, std::size_t limit,
                                             async::Deadline deadline) {
  using namespace boost::asio::experimental::awaitable_operators;
  if (words.empty()) co_return fail(Errc::configuration, "the command is empty");
  Outputs outputs;
  auto process = start(words, outputs);
  if (!process) co_return std::unexpected(process.error());
  Child child(std::move(*process));
  const auto executor = co_await boost::asio::this_coro::executor;
  stream_handle out(executor, outputs.out.release());
  stream_handle err(executor, outputs.err.release());
  // Closing as well as killing: a grandchild may hold the pipes open.
  const auto stop = [&] {
    child.kill();
    boost::system::error_code ignored;
    out.close(ignored);
    err.close(ignored);
  };
  bool too_much = false;
  const std::function<void()> overflow = [&] {
    too_much = true;
    stop();
  };
  const async::CancelOnExpiry watch(executor, deadline, stop);
  ProcessOutput output;
  if (!watch.spent()) {
    co_await (drain(out, output.out, limit, overflow) && drain(err, output.err, limit, overflow));
  }
  if (too_much) {
    co_return fail(Errc::io, fmt::format("{} wrote more than {} bytes", words[0], limit));
  }
  // With its outputs closed a program is about to end; this rarely waits at all.
  while (!watch.spent() && !child.has_ended()) {
    const auto slept = co_await async::sleep_for(std::chrono::milliseconds(2), deadline);
    if (!slept) co_return std::unexpected(slept.error());
  }
  if (watch.spent()) {
    co_return fail(*watch.spent(), *watch.spent() == Errc::timeout
                                       ? fmt::format("{} did not end in time", words[0])
                                       : std::string("interrupted"));
  }
  output.exit_status = child.exit_status();
  co_return output;
}

}  // namespace cloudx::os
