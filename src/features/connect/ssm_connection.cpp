#include "features/connect/ssm_connection.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"
#include "aws/core/error_class.hpp"
#include "aws/core/retry.hpp"
#include "features/connect/explain.hpp"
#include "session/aws_session_service.hpp"
#include "session/explain.hpp"
#include "session/owner_lookup.hpp"
#include "session/preconnect.hpp"
#include "session/session_run.hpp"

namespace cloudx::connect {

namespace asio = boost::asio;

namespace {

// How often an instance may turn out not to run after its session has been started.
constexpr int kMaxSessions = 3;
// For what only completes a message.
constexpr auto kOwnerTimeout = std::chrono::seconds(5);

using namespace std::chrono_literals;
using End = ssm::SessionOutcome::End;

// Between two sessions with a node whose SSH server is not up yet: doubled from one to the other.
constexpr std::chrono::milliseconds kFirstPause = 500ms;
constexpr std::chrono::milliseconds kLongestPause = 2000ms;
// An ssh that has been told the end is gone within this time.
constexpr auto kLeavingTimeout = 200ms;

// What the agent has said at the end, often nothing.
std::string text_of(const ssm::SessionOutcome& outcome) {
  return outcome.end == End::remote_error ? outcome.error.message : std::string();
}

PayloadMemory::Time seconds_now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

SsmConnection::SsmConnection(asio::any_io_executor executor, const ConnectPlan& plan,
                             aws::Clients& clients, os::LocalPipe& pipe, Progress& progress)
    : SessionNotices(plan, progress),
      executor_(std::move(executor)),
      plan_(plan),
      payload_memory_(plan.state),
      clients_(clients),
      pipe_(pipe),
      progress_(progress),
      start_(clients, plan, progress, [this] { prepare_to_wait(); }),
      output_watch_(executor_, pipe, abandon_) {
  if (plan.target.kind == instances::NodeKind::instance) {
    push_.emplace(executor_, clients.instance_connect(),
                  aws::SendSshPublicKeyRequest{plan.target.id, plan.os_user, plan.public_key, {}},
                  progress);
  }
}

asio::awaitable<Result<void>> SsmConnection::run(std::stop_token stop) {
  const std::stop_callback forward(stop, [this] { abandon_.request_stop(); });
  output_watch_.start();
  const async::Deadline unlimited{.expiry = std::chrono::steady_clock::time_point::max(),
                                  .stop = abandon_.get_token()};
  auto result = co_await run_within(unlimited.at_most(plan_.timeout));
  if (!result && aws::is_denied(result.error())) {
    const auto owner =
        co_await session::look_for_other_owner(clients_, plan_, unlimited.at_most(kOwnerTimeout));
    if (!owner.empty()) result.error().message += "\n  " + owner;
  }
  pipe_.cancel();
  co_await output_watch_.ended({});
  co_return result;
}

asio::awaitable<Result<void>> SsmConnection::run_within(async::Deadline deadline) {
  progress_.status("connecting to " + plan_.describe(), false);
  session::preconnect(clients_, executor_, plan_.account.settings.endpoints, push_.has_value(),
                      deadline);
  const auto credentials =
      co_await session::fetch_credentials(clients_, plan_, progress_, deadline);
  if (!credentials) co_return std::unexpected(credentials.error());
  progress_.detail(fmt::format("credentials: {}", credentials->source));
  renewable_ = session::is_renewable(plan_.account.settings, credentials->source);
  if (push_) push_->start(deadline);
  auto ticket = co_await first_session(deadline);
  for (int not_running = 0;;) {
    if (!ticket) co_return std::unexpected(ticket.error());
    progress_.detail("session " + ticket->session_id + " started");
    ssm::SessionOutcome outcome = co_await run_tunnel(std::move(*ticket), deadline);
    if (gate_error_ && session::says_not_running(*gate_error_) && ++not_running < kMaxSessions) {
      ticket = co_await wake(deadline);
    } else if (comes_up_later(outcome)) {
      ticket = co_await once_more(text_of(outcome), deadline);
    } else {
      auto ended = conclude(outcome);
      if (ended && outcome.end == End::remote_closed && !outcome.input_ended) {
        co_await tell_remote_end();
      }
      co_return ended;
    }
  }
}

void SsmConnection::prepare_to_wait() {
  if (!kept_) kept_.emplace(pipe_);
  output_watch_.start();
}

asio::awaitable<Result<aws::SessionTicket>> SsmConnection::first_session(async::Deadline deadline) {
  auto ticket = co_await start_.run(deadline);
  if (ticket && kept_) push_again(deadline);
  co_return ticket;
}

asio::awaitable<Result<aws::SessionTicket>> SsmConnection::wake(async::Deadline deadline) {
  auto ticket = co_await start_.wake(deadline, {});
  if (ticket) push_again(deadline);
  co_return ticket;
}

// What was pushed before was refused, or reached an instance that did not listen yet.
void SsmConnection::push_again(const async::Deadline& deadline) {
  if (push_) push_->start(deadline, session::RetryScope::transient);
}

// Of a node that was just started or waited for, an unanswered port is one more thing to wait for.
bool SsmConnection::comes_up_later(const ssm::SessionOutcome& outcome) {
  if (!kept_ || !outcome.unanswered || gate_error_ || abandon_.stop_requested()) return false;
  // Something has taken all there was and ended in order, without a word.
  const bool done = outcome.end == End::remote_closed && outcome.taken && outcome.input_ended;
  return !done && kept_->rewind();
}

// A new session, the key pushed again, after a moment. `text` is what the agent has said.
asio::awaitable<Result<aws::SessionTicket>> SsmConnection::once_more(std::string text,
                                                                     async::Deadline deadline) {
  output_watch_.start();
  const std::chrono::milliseconds pause =
      std::min(kFirstPause * (1 << std::min(unanswered_++, 4)), kLongestPause);
  const auto elapsed =
      std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - began_);
  progress_.status(fmt::format("{} is running, nothing answers on its port {} yet ({} s)",
                               plan_.target.id, plan_.target.port, elapsed.count()),
                   true);
  progress_.detail("the session ended before any byte came" + (text.empty() ? "" : ": " + text));
  const auto slept = co_await async::sleep_for(pause, deadline);
  Result<aws::SessionTicket> ticket = fail(Errc::timeout, "");
  if (slept) {
    ticket = co_await wake(deadline);
  } else {
    ticket = std::unexpected(slept.error());
  }
  if (!ticket && ticket.error().kind == Errc::timeout) {
    co_return std::unexpected(explain_no_answer_in_time(plan_, text));
  }
  if (!ticket && ticket.error().kind == Errc::interrupted) {
    co_return fail(Errc::interrupted, "interrupted");
  }
  co_return ticket;
}

asio::awaitable<ssm::SessionOutcome> SsmConnection::run_tunnel(aws::SessionTicket ticket,
                                                               async::Deadline deadline) {
  tunnel_open_ = std::make_unique<async::Event>(executor_);
  gate_settled_ = std::make_unique<async::Event>(executor_);
  gate_error_.reset();
  gate_open_ = false;
  os::LocalPipe& local = kept_ ? static_cast<os::LocalPipe&>(*kept_) : pipe_;
  session::SessionRun session(executor_, clients_, plan_, progress_, local, *this);
  session::SessionRunOptions options;
  options.renewable = renewable_;
  options.channel.message_rate = plan_.limits.message_rate;
  options.channel.payload = plan_.limits.payload;
  if (plan_.limits.payload_is_automatic) {
    options.choose_payload = [this](std::string_view agent_version) {
      return payload_memory_.choice(plan_.region(), agent_version, seconds_now());
    };
  }
  std::stop_source end_tunnel;
  std::stop_source end_gate;
  const std::stop_callback forward(deadline.stop, [&end_tunnel] { end_tunnel.request_stop(); });
  options.begin = [&](tunnel::Tunnel& tunnel) {
    asio::co_spawn(executor_,
                   keep_gate(tunnel, end_tunnel, {deadline.expiry, end_gate.get_token()}),
                   asio::detached);
  };
  auto outcome = co_await session.run(std::move(ticket), std::move(options),
                                      {deadline.expiry, end_tunnel.get_token()});
  end_gate.request_stop();
  co_await gate_settled_->wait({});
  channel_refused_ = session.refused();
  remember_payload(outcome);
  co_return outcome;
}

// What goes wrong with it costs no more than the same question in the next session.
void SsmConnection::remember_payload(const ssm::SessionOutcome& outcome) const {
  if (!plan_.limits.payload_is_automatic || !outcome.payload_learnt) return;
  const auto kept = payload_memory_.remember(plan_.region(), outcome.agent_version,
                                             *outcome.payload_learnt, seconds_now());
  if (!kept) progress_.detail(kept.error().message);
}

// No byte passes before the pushed key opens the instance.
asio::awaitable<void> SsmConnection::keep_gate(tunnel::Tunnel& tunnel, std::stop_source give_up,
                                               async::Deadline deadline) {
  Result<void> ready = co_await tunnel_open_->wait(deadline);
  if (ready && push_) ready = co_await push_->ready(deadline);
  if (ready) {
    gate_open_ = true;
    progress_.done();
    tunnel.open_gate();
  } else if (ready.error().kind != Errc::interrupted) {
    gate_error_ = ready.error();
    give_up.request_stop();
  }
  gate_settled_->set();
}

Result<void> SsmConnection::conclude(const ssm::SessionOutcome& outcome) const {
  if (gate_error_) {
    if (!outcome.was_open) {
      return std::unexpected(session::explain_timeout(
          plan_, "the session is started, its agent has not answered yet"));
    }
    return std::unexpected(explain_push_failure(plan_, *gate_error_));
  }
  // A port that only takes and then closes has ended in order.
  const bool only_took = outcome.end == End::remote_closed && outcome.taken;
  if (outcome.unanswered && !only_took) {
    return std::unexpected(explain_no_answer(plan_, text_of(outcome)));
  }
  switch (outcome.end) {
    case End::local_closed:
      return {};
    case End::stopped:
      return fail(Errc::interrupted, "interrupted");
    case End::remote_closed:
      if (gate_open_) return {};
      return std::unexpected(session::explain_session_end(
          plan_, fail(Errc::closed, "the far end closed it before the key was pushed").error()));
    case End::remote_error:
    case End::failed:
      break;
  }
  if (channel_refused_ && !outcome.was_open) {
    return std::unexpected(session::explain_channel_refusal(plan_, outcome.error));
  }
  return std::unexpected(session::explain_session_end(plan_, outcome.error));
}

// Nobody has asked for this end, unless ssh leaves by itself now: an SSH server tells its client
// before it closes.
asio::awaitable<void> SsmConnection::tell_remote_end() {
  output_watch_.start();
  co_await output_watch_.ended(async::Deadline{}.at_most(kLeavingTimeout));
  if (!output_watch_.is_gone()) progress_.warn(describe_remote_end(plan_));
}

void SsmConnection::opened(const ssm::Opened& session) {
  SessionNotices::opened(session);
  tunnel_open_->set();
}

}  // namespace cloudx::connect
