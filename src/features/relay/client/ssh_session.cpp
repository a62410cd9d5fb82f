#include "features/relay/client/ssh_session.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "os/file.hpp"
#include "os/local_socket.hpp"
#include "os/platform.hpp"
#include "os/streams/local_connection.hpp"

namespace cloudx::relay {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kGrace{2};
constexpr std::string_view kReady = "ready\n";
// What StagedFolder appends, with its slash, and the socket's.
constexpr std::string_view kNames = "/.cloudx-new-XXXXXX/endpoint";

os::ChildOptions child_options(const EndpointView& relay, const SshInvocation& invocation) {
  os::ChildOptions options{.words = ssh_arguments(relay, invocation)};
  const bool passed_on = invocation.mode == RelayMode::connect;
  options.input = passed_on ? os::ChildStream::inherited : os::ChildStream::pipe;
  if (passed_on) options.group = os::ChildGroup::ours;
  if (invocation.mode != RelayMode::forward) options.output = os::ChildStream::pipe;
  return options;
}

// ssh splits a forward at colons and expands "%", "$" and "~" in it; a socket's path is short.
bool fits_a_forward(std::string_view folder) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
  return folder.starts_with('/') && folder.find_first_not_of(kPlain) == std::string_view::npos &&
         folder.size() + kNames.size() <= os::longest_socket_path();
}

}  // namespace

Result<os::StagedFolder> make_session_folder() {
  for (const char* name : {"XDG_RUNTIME_DIR", "TMPDIR"}) {
    const char* const folder = std::getenv(name);
    if (folder == nullptr || !fits_a_forward(folder)) continue;
    if (auto made = os::StagedFolder::make(folder)) return made;
  }
  return os::StagedFolder::make(os::kIsWindows ? fs::temp_directory_path() : fs::path("/tmp"));
}

Result<std::unique_ptr<SshSession>> SshSession::start(const asio::any_io_executor& executor,
                                                      const EndpointView& relay,
                                                      SshInvocation invocation,
                                                      const fs::path& folder) {
  invocation.known_hosts = folder / "known_hosts";
  if (invocation.mode == RelayMode::attend) {
    auto end = os::make_local_end(folder);
    if (!end) return std::unexpected(end.error());
    invocation.local_end = std::move(*end);
  }
  if (is_pinned(relay)) {
    const auto written = os::write_file_atomically(invocation.known_hosts, known_hosts_line(relay));
    if (!written) return std::unexpected(written.error());
  }
  auto child = os::ChildProcess::start(executor, child_options(relay, invocation));
  if (!child) return std::unexpected(child.error());
  return std::make_unique<SshSession>(executor, relay, std::move(invocation), std::move(*child));
}

SshSession::SshSession(const asio::any_io_executor& executor, EndpointView relay,
                       SshInvocation invocation, std::unique_ptr<os::ChildProcess> child)
    : relay_(std::move(relay)),
      invocation_(std::move(invocation)),
      child_(std::move(child)),
      login_known_(executor),
      log_over_(executor),
      ready_(executor),
      readers_(executor) {
  readers_.start(read_log());
  if (invocation_.mode == RelayMode::attend) readers_.start(read_output());
}

asio::awaitable<void> SshSession::read_log() {
  std::array<char, 4096> chunk{};
  for (;;) {
    const auto got = co_await child_->read_errors(chunk, {});
    if (!got || *got == 0) break;
    log_.add(std::string_view(chunk.data(), *got));
    if (log_.authenticated() && !login_known_.happened()) login_known_.set();
  }
  if (!login_known_.happened()) login_known_.set();
  log_over_.set();
}

asio::awaitable<void> SshSession::read_output() {
  std::array<char, 256> chunk{};
  std::string said;
  for (;;) {
    const auto got = co_await child_->read_output(chunk, {});
    if (!got || *got == 0) break;
    if (said_ready_) continue;
    said.append(chunk.data(), *got);
    said_ready_ = said == kReady;
    if (said_ready_) ready_.set();
    if (said.size() > kReady.size()) break;
  }
  if (!ready_.happened()) ready_.set();
}

asio::awaitable<Result<void>> SshSession::ready(async::Deadline deadline) {
  const auto waited = co_await ready_.wait(deadline);
  if (!waited) co_return std::unexpected(waited.error());
  if (said_ready_) co_return Result<void>{};
  co_return co_await failed(deadline);
}

asio::awaitable<Result<void>> SshSession::logged_in(async::Deadline deadline) {
  const auto waited = co_await login_known_.wait(deadline);
  if (!waited) co_return std::unexpected(waited.error());
  if (log_.authenticated()) co_return Result<void>{};
  co_return co_await failed(deadline);
}

asio::awaitable<Result<void>> SshSession::failed(async::Deadline deadline) {
  const auto status = co_await ended(deadline);
  if (!status) co_return std::unexpected(status.error());
  co_return std::unexpected(explain(*status));
}

asio::awaitable<Result<int>> SshSession::ended(async::Deadline deadline) {
  auto status = co_await child_->ended(deadline);
  // Its last words may still be on their way.
  if (status) co_await log_over_.wait(deadline.at_most(kGrace));
  co_return status;
}

asio::awaitable<void> SshSession::end() {
  child_->close_input();
  async::Deadline unlimited;
  auto status = co_await child_->ended(unlimited.at_most(kGrace));
  for (const auto signal : {os::ChildSignal::terminate, os::ChildSignal::kill}) {
    if (status) break;
    child_->signal(signal);
    status = co_await child_->ended(unlimited.at_most(kGrace));
  }
  co_await readers_.all_ended();
}

}  // namespace cloudx::relay
