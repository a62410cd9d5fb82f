#pragma once
// A running ssh to a relay.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "base/error.hpp"
#include "features/relay/client/ssh_failure.hpp"
#include "os/process/child_process.hpp"
#include "os/staged_file.hpp"

namespace cloudx::relay {

class SshSession {
 public:
  // `folder` is for what ssh must find in files: private, with room in its path for a socket. The
  // stdin of `connect` is ours, inherited by ssh; otherwise it is a pipe that keeps it going.
  // end() must be awaited before the session goes.
  [[nodiscard]] static Result<std::unique_ptr<SshSession>> start(
      const boost::asio::any_io_executor& executor, const EndpointView& relay,
      SshInvocation invocation, const std::filesystem::path& folder);

  // Use start().
  SshSession(const boost::asio::any_io_executor& executor, EndpointView relay,
             SshInvocation invocation, std::unique_ptr<os::ChildProcess> child);

  // attend: returns when the machine to be reached is there. Errc::connect, credentials or tls when
  // ssh ended before that.
  boost::asio::awaitable<Result<void>> ready(async::Deadline deadline);
  // Returns once the relay let us in. Errors as above.
  boost::asio::awaitable<Result<void>> logged_in(async::Deadline deadline);
  // connect: what ssh writes; 0 at the end.
  boost::asio::awaitable<Result<std::size_t>> read(std::span<char> into, async::Deadline deadline) {
    return child_->read_output(into, std::move(deadline));
  }
  // Told of each line that ssh writes about itself, from now on.
  void listen(std::function<void(std::string_view)> told) { log_.listen(std::move(told)); }
  // The exit status once ssh has ended by itself.
  boost::asio::awaitable<Result<int>> ended(async::Deadline deadline);
  // Ends ssh where it has not ended: asks it to, then kills it.
  boost::asio::awaitable<void> end();

  [[nodiscard]] const SshLog& log() const { return log_; }
  // For os::connect_local().
  [[nodiscard]] const std::string& local_end() const { return invocation_.local_end; }
  [[nodiscard]] Error explain(int exit_status) const {
    return explain_ssh_end(log_, exit_status, relay_, invocation_);
  }

 private:
  boost::asio::awaitable<Result<void>> failed(async::Deadline deadline);
  boost::asio::awaitable<void> read_log();
  boost::asio::awaitable<void> read_output();

  EndpointView relay_;
  SshInvocation invocation_;
  std::unique_ptr<os::ChildProcess> child_;
  SshLog log_;
  async::Event login_known_;  // it is in, or its log has ended
  async::Event log_over_;
  async::Event ready_;  // or the output has ended
  bool said_ready_ = false;
  async::TaskGroup readers_;
};

// A private folder for the above that goes away with its owner: in XDG_RUNTIME_DIR, TMPDIR or /tmp,
// whichever leaves a socket's path short enough first.
[[nodiscard]] Result<os::StagedFolder> make_session_folder();

}  // namespace cloudx::relay
