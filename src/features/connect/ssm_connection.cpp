#include "features/connect/ssm_connection.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"
#include "aws/core/error_class.hpp"
#include "aws/core/retry.hpp"
#include "base/crypto.hpp"
#include "features/connect/explain.hpp"
#include "features/connect/instance_starter.hpp"
#include "features/connect/owner_lookup.hpp"
#include "session/aws_session_service.hpp"
#include "session/call_retry.hpp"
#include "session/preconnect.hpp"
#include "session/start_session.hpp"

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
    : executor_(std::move(executor)),
      plan_(plan),
      payload_memory_(plan.state),
      clients_(clients),
      pipe_(pipe),
      progress_(progress),
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
        co_await look_for_other_owner(clients_, plan_, unlimited.at_most(kOwnerTimeout));
    if (!owner.empty()) result.error().message += "\n  " + owner;
  }
  pipe_.cancel();
  co_await output_watch_.ended({});
  co_return result;
}

asio::awaitable<Result<void>> SsmConnection::run_within(async::Deadline deadline) {
  progress_.status("connecting to " + plan_.describe(), false);
  session::preconnect(clients_, executor_, plan_.account.settings.endpoints, plan_.target.kind,
                      deadline);
  auto credentials = co_await clients_.credentials().get(deadline);
  session::CallRetry retry("fetching credentials", session::RetryScope::throttled, progress_,
                           deadline);
  while (!credentials && co_await retry.after(credentials.error())) {
    credentials = co_await clients_.credentials().get(deadline);
  }
  if (!credentials) {
    co_return std::unexpected(explain_credentials_failure(plan_, credentials.error()));
  }
  progress_.detail(fmt::format("credentials: {}", credentials->source));
  renewable_ = session::is_renewable(plan_.account.settings, credentials->source);
  if (push_) push_->start(deadline);
  auto ticket = co_await first_session(deadline);
  for (int not_running = 0;;) {
    if (!ticket) co_return std::unexpected(ticket.error());
    progress_.detail("session " + ticket->session_id + " started");
    ssm::SessionOutcome outcome = co_await run_tunnel(std::move(*ticket), deadline);
    if (outcome.not_terminated) {
      progress_.detail("the session may stay open until its idle timeout: " +
                       outcome.not_terminated->message);
    }
    if (gate_error_ && session::says_not_running(*gate_error_) && ++not_running < kMaxSessions) {
      ticket = co_await wake(deadline, {});
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

asio::awaitable<Result<aws::SessionTicket>> SsmConnection::first_session(async::Deadline deadline) {
  auto ticket = co_await session::start_session(clients_.ssm(), plan_.target, deadline);
  session::CallRetry retry("starting the session", session::RetryScope::throttled, progress_,
                           deadline);
  while (!ticket && co_await retry.after(ticket.error())) {
    ticket = co_await session::start_session(clients_.ssm(), plan_.target, deadline);
  }
  if (ticket) co_return ticket;
  if (ticket.error().service_code == "TargetNotConnected") co_return co_await wake(deadline, {});
  if (aws::is_transient(ticket.error())) co_return co_await wake(deadline, ticket.error());
  co_return std::unexpected(explain_session_failure(plan_, ticket.error()));
}

asio::awaitable<Result<aws::SessionTicket>> SsmConnection::wake(async::Deadline deadline,
                                                                std::optional<Error> unclear) {
  if (!kept_) kept_.emplace(pipe_);
  output_watch_.start();
  InstanceStarter starter(clients_.ssm(), clients_.ec2(), plan_, progress_, deadline);
  auto ticket =
      unclear ? co_await starter.run_unless_running(std::move(*unclear)) : co_await starter.run();
  // What was pushed before was refused, or reached an instance that did not listen yet.
  if (ticket && push_) push_->start(deadline, session::RetryScope::transient);
  co_return ticket;
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
    ticket = co_await wake(deadline, {});
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
  session::AwsSessionService service(clients_, plan_.target, plan_.account, renewable_);
  session::SignedStreamOpener opener(clients_, plan_.account, progress_);
  os::LocalPipe& local = kept_ ? static_cast<os::LocalPipe&>(*kept_) : pipe_;
  const auto clock = tunnel::make_system_clock(executor_);
  ssm::SessionOptions session;
  session.channel.session_id = ticket.session_id;
  session.channel.target = plan_.target.id;
  session.channel.message_rate = plan_.limits.message_rate;
  session.channel.payload = plan_.limits.payload;
  if (plan_.limits.payload_is_automatic) {
    session.choose_payload = [this](std::string_view agent_version) {
      return payload_memory_.choice(plan_.region(), agent_version, seconds_now());
    };
  }
  session.token = std::move(ticket.token);
  session.stream_url = std::move(ticket.stream_url);
  session.first_limit = deadline.expiry - std::chrono::steady_clock::now();
  const auto random = std::make_shared<RandomPool>();
  tunnel::Tunnel tunnel(executor_, session,
                        {.service = &service,
                         .opener = &opener,
                         .pipe = &local,
                         .clock = clock.get(),
                         .observer = this,
                         .random = [random](auto out) { (*random)(out); }});
  std::stop_source end_tunnel;
  std::stop_source end_gate;
  const std::stop_callback forward(deadline.stop, [&end_tunnel] { end_tunnel.request_stop(); });
  asio::co_spawn(executor_, keep_gate(tunnel, end_tunnel, {deadline.expiry, end_gate.get_token()}),
                 asio::detached);
  auto outcome = co_await tunnel.run(end_tunnel.get_token());
  end_gate.request_stop();
  co_await gate_settled_->wait({});
  channel_refused_ = opener.refused();
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
      return std::unexpected(
          explain_timeout(plan_, "the session is started, its agent has not answered yet"));
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
      return std::unexpected(explain_session_end(
          plan_, fail(Errc::closed, "the far end closed it before the key was pushed").error()));
    case End::remote_error:
    case End::failed:
      break;
  }
  if (channel_refused_ && !outcome.was_open) {
    return std::unexpected(explain_channel_refusal(plan_, outcome.error));
  }
  return std::unexpected(explain_session_end(plan_, outcome.error));
}

// Nobody has asked for this end, unless ssh leaves by itself now: an SSH server tells its client
// before it closes.
asio::awaitable<void> SsmConnection::tell_remote_end() {
  output_watch_.start();
  co_await output_watch_.ended(async::Deadline{}.at_most(kLeavingTimeout));
  if (!output_watch_.is_gone()) progress_.warn(describe_remote_end(plan_));
}

void SsmConnection::opened(const ssm::Opened& session) {
  progress_.detail(fmt::format("tunnel open (SSM agent {})", session.agent_version));
  if (!session.customer_message.empty()) progress_.warn(session.customer_message);
  tunnel_open_->set();
}

void SsmConnection::lost(const Error& why) {
  progress_.detail(fmt::format("connection lost ({}), resuming the session", why.message));
}

void SsmConnection::still_lost(const Error& why) {
  loss_told_ = true;
  progress_.warn(describe_loss(plan_, why));
}

void SsmConnection::restored() {
  const std::string text = fmt::format("the connection to {} is restored", plan_.describe());
  if (std::exchange(loss_told_, false)) {
    progress_.warn(text);
  } else {
    progress_.detail(text);
  }
}

void SsmConnection::agent_away(bool back) {
  progress_.warn(fmt::format(
      "the SSM agent of {} {}", plan_.target.id,
      back ? "is connected again" : "has lost its connection to the service, waiting for it"));
}

void SsmConnection::silent(const ssm::FarEnd& found) {
  const bool there = found.state == ssm::FarEnd::State::there;
  progress_.warn(describe_silence(plan_, there ? "" : found.why.message));
}

}  // namespace cloudx::connect
