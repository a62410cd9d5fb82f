// The part of a connection between a relay that runs and its end.

#include <utility>
#include <vector>

#include "async/cancel_on_expiry.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "features/relay/client/backoff.hpp"
#include "features/relay/connect/messages.hpp"
#include "features/relay/connect/pump.hpp"
#include "features/relay/connect/relay_connection.hpp"
#include "os/streams/local_connection.hpp"

namespace cloudx::relay {

namespace asio = boost::asio;

namespace {

// Between the end of a connection and what ssh says of it.
constexpr std::chrono::milliseconds kExitDrain{500};
constexpr int kSshFailed = 255;
constexpr std::size_t kBuffer = std::size_t{128} << 10;

}  // namespace

asio::awaitable<Result<void>> RelayConnection::join(async::Deadline deadline) {
  const auto folder = make_session_folder();
  if (!folder) co_return std::unexpected(folder.error());
  const bool attends = is_pinned(view_);
  SshInvocation invocation{.mode = attends ? RelayMode::attend : RelayMode::connect,
                           .identity = plan_.settings.identity};
  auto session = SshSession::start(executor_, view_, std::move(invocation), folder->path());
  if (!session) co_return std::unexpected(session.error());
  std::stop_source relay_gone;
  std::stop_source over;
  const std::stop_callback forward(deadline.stop, [&] {
    relay_gone.request_stop();
    over.request_stop();
  });
  async::TaskGroup keeping(executor_);
  if (plan_.settings.protocol == Protocol::v2) {
    keeping.start(keep_relay(relay_gone, {.stop = over.get_token()}));
  }
  const async::Deadline until_gone{.stop = relay_gone.get_token()};
  Result<void> result;
  if (attends) {
    result = co_await pump_forward(**session, until_gone);
  } else {
    result = co_await hand_stdio_to_ssh(**session, until_gone);
  }
  over.request_stop();
  co_await (*session)->end();
  co_await keeping.all_ended();
  const bool went = relay_gone.stop_requested() && !deadline.stop.stop_requested();
  if (!result && !joined_ && went) co_return fail(Errc::closed, "the relay went away");
  co_return result;
}

void RelayConnection::mark_connected() {
  joined_ = true;
  status_.clear();
  progress_.done();
}

asio::awaitable<Result<void>> RelayConnection::pump_forward(SshSession& session,
                                                            async::Deadline deadline) {
  const async::Deadline limited{.expiry = deadline_, .stop = deadline.stop};
  const auto ready = co_await session.ready(limited);
  if (!ready) co_return std::unexpected(ready.error());
  auto socket = co_await os::connect_local(executor_, session.local_end());
  if (!socket) co_return fail(Errc::connect, "the forward of ssh: " + socket.error().message);
  mark_connected();
  const async::Deadline unlimited{.stop = abandon_.get_token()};
  const auto ended = co_await pump(pipe_, std::move(*socket), unlimited);
  if (!ended) co_return std::unexpected(ended.error());
  if (ended->first == FirstEnd::local && ended->heard) co_return Result<void>{};
  // An orderly end of the other side leaves ssh as it is; a connection that is lost ends it.
  const auto status = co_await session.ended(unlimited.at_most(kExitDrain));
  if (status && *status != 0) co_return std::unexpected(session.explain(*status));
  if (!ended->heard) co_return fail(Errc::connect, describe_silence(plan_.settings.id));
  co_return Result<void>{};
}

// stdin is ssh's; what it writes goes through here, so that silence is noticed.
asio::awaitable<Result<void>> RelayConnection::hand_stdio_to_ssh(SshSession& session,
                                                                 async::Deadline deadline) {
  const async::Deadline limited{.expiry = deadline_, .stop = deadline.stop};
  const auto in = co_await session.logged_in(limited);
  if (!in) co_return std::unexpected(in.error());
  mark_connected();
  const async::Deadline unlimited{.stop = abandon_.get_token()};
  const bool heard = co_await take_output(session, unlimited);
  // Why it ended is known before who reads our output sees its end, and ends us.
  const auto status = co_await session.ended(unlimited);
  pipe_.end_output();
  if (!status) co_return std::unexpected(status.error());
  // 255 is ssh's own; anything else comes from the relay, whose end of it has failed.
  if (!heard && *status != kSshFailed) {
    co_return fail(Errc::connect, describe_silence(plan_.settings.id));
  }
  if (*status != 0) co_return std::unexpected(session.explain(*status));
  co_return Result<void>{};
}

// Until its end. Whether there was anything.
asio::awaitable<bool> RelayConnection::take_output(SshSession& session, async::Deadline deadline) {
  const async::CancelOnExpiry watch(executor_, deadline, [this] { pipe_.cancel(); });
  std::vector<char> buffer(kBuffer);
  bool heard = false;
  for (;;) {
    const auto got = co_await session.read(buffer, deadline);
    if (!got || *got == 0) break;
    heard = true;
    const auto written = co_await pipe_.write_all(as_bytes(std::string_view(buffer.data(), *got)));
    if (!written) abandon_.request_stop();  // nobody reads it any more
    if (!written) break;
  }
  co_return heard;
}

// A relay that a client is attached to is not idle. Before it is joined, its news are told.
asio::awaitable<void> RelayConnection::keep_relay(std::stop_source relay_gone,
                                                  async::Deadline deadline) {
  Backoff backoff(std::chrono::seconds(1), std::chrono::seconds(30));
  while (!deadline.stop.stop_requested()) {
    const auto view = co_await service_.wait(view_.version, true, deadline);
    if (!view) {
      const auto slept = co_await async::sleep_for(backoff.next(random_unit()), deadline);
      if (!slept) co_return;
      continue;
    }
    backoff.reset();
    view_.version = view->version;
    if (joined_) continue;
    if (view->phase != RelayPhase::running) {
      relay_gone.request_stop();
      co_return;
    }
    show_status(describe_wait(*view, plan_.settings.id));
  }
}

}  // namespace cloudx::relay
