#include "os/process/process.hpp"

#include <array>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "os/process/child_process.hpp"

namespace cloudx::os {

using boost::asio::awaitable;

namespace {

// A running program of which everything is read. A grandchild may hold its outputs open when it has
// been killed, so that the stop ends the reading, too.
class Collection {
 public:
  Collection(std::unique_ptr<ChildProcess> child, std::size_t limit, async::Deadline deadline)
      : child_(std::move(child)),
        limit_(limit),
        passed_on_(deadline.stop, [this] { stop_.request_stop(); }),
        deadline_(std::move(deadline)) {
    deadline_.stop = stop_.get_token();
  }

  awaitable<Result<ProcessOutput>> collect() {
    using namespace boost::asio::experimental::awaitable_operators;
    co_await (drain(&ChildProcess::read_output, output_.out) &&
              drain(&ChildProcess::read_errors, output_.err));
    if (is_too_much_) {
      co_return fail(Errc::io, fmt::format("wrote more than {} bytes", limit_));
    }
    const auto ended = co_await child_->ended(deadline_);
    if (!ended) co_return std::unexpected(ended.error());
    output_.exit_status = *ended;
    co_return std::move(output_);
  }

 private:
  using Read = awaitable<Result<std::size_t>> (ChildProcess::*)(std::span<char>, async::Deadline);

  // To the end, or until the deadline has passed.
  awaitable<void> drain(Read read, std::string& into) {
    std::array<char, 4096> chunk{};
    while (true) {
      const auto size = co_await (*child_.*read)(chunk, deadline_);
      if (!size || *size == 0) co_return;
      into.append(chunk.data(), *size);
      if (into.size() <= limit_) continue;
      is_too_much_ = true;
      stop_.request_stop();
      co_return;
    }
  }

  std::unique_ptr<ChildProcess> child_;
  std::size_t limit_;
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> passed_on_;
  async::Deadline deadline_;
  ProcessOutput output_;
  bool is_too_much_ = false;
};

}  // namespace

awaitable<Result<ProcessOutput>> run_process(std::vector<std::string> words, std::size_t limit,
                                             async::Deadline deadline) {
  if (words.empty()) co_return fail(Errc::configuration, "the command is empty");
  const std::string name = words[0];
  auto child = ChildProcess::start(
      co_await boost::asio::this_coro::executor,
      {.words = std::move(words), .output = ChildStream::pipe, .group = ChildGroup::ours});
  if (!child) co_return std::unexpected(child.error());
  Collection collection(std::move(*child), limit, std::move(deadline));
  auto output = co_await collection.collect();
  if (output) co_return std::move(*output);
  switch (output.error().kind) {
    case Errc::timeout:
      co_return fail(Errc::timeout, fmt::format("{} did not end in time", name));
    case Errc::interrupted:
      co_return fail(Errc::interrupted, "interrupted");
    default:
      co_return fail(Errc::io, fmt::format("{} {}", name, output.error().message));
  }
}

}  // namespace cloudx::os
