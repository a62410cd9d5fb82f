#include "features/plugin/carried_session.hpp"

#include <utility>

#include "features/plugin/output.hpp"
#include "features/plugin/texts.hpp"
#include "os/streams/standard_pipe.hpp"
#include "protocol/ssm/version.hpp"
#include "session/explain.hpp"
#include "terminal/terminal_pipe.hpp"

namespace cloudx::plugin {

namespace asio = boost::asio;
using End = ssm::SessionOutcome::End;

namespace {

// Callers close stdin and wait for the end of this process: one that never comes has a bound.
constexpr std::chrono::seconds kQuietLimit{60};
// What session-manager-plugin says of a stdout that is no terminal.
constexpr ssm::TerminalSize kNoTerminal{.columns = 300, .rows = 100};

}  // namespace

CarriedSession::CarriedSession(asio::any_io_executor executor, aws::Clients& clients,
                               const session::SessionPlan& plan, Progress& progress,
                               std::string session_id, bool silent)
    : executor_(std::move(executor)),
      progress_(progress),
      plan_(plan),
      id_(std::move(session_id)),
      is_silent_(silent),
      pipe_(executor_),
      session_(executor_, clients, plan, progress, pipe_, *this),
      ports_(executor_, id_, progress) {}

asio::awaitable<Result<void>> CarriedSession::run(aws::SessionTicket ticket, std::stop_token stop) {
  const std::stop_callback forward(stop, [this] { stop_.request_stop(); });
  session::SessionRunOptions options;
  options.channel.kinds = {ssm::SessionKind::raw_port, ssm::SessionKind::port_forwarding,
                           ssm::SessionKind::terminal, ssm::SessionKind::command};
  options.channel.quiet_limit = kQuietLimit;
  options.channel.payload = {.largest = ssm::PayloadChoice::kUsual, .in_steps = true};
  options.signature = session::Signature::if_possible;
  const async::Deadline deadline =
      async::Deadline{.expiry = std::chrono::steady_clock::time_point::max(),
                      .stop = stop_.get_token()}
          .at_most(plan_.timeout);
  const auto outcome = co_await session_.run(std::move(ticket), std::move(options), deadline);
  size_.reset();
  raw_.reset();
  if (mux_) mux_->cancel();
  co_await ports_.close();
  if (failure_) co_return std::unexpected(*failure_);
  co_return tell_end(outcome);
}

void CarriedSession::opened(const ssm::Opened& session) {
  kind_ = session.kind;
  if (!session.customer_message.empty() && kind_ != ssm::SessionKind::raw_port) {
    print(customer_text(session.customer_message));
  }
  if (auto begun = begin(session); !begun) {
    failure_ = begun.error();
    stop_.request_stop();
  }
}

Result<void> CarriedSession::begin(const ssm::Opened& session) {
  switch (session.kind) {
    case ssm::SessionKind::port_forwarding:
      return begin_ports(session);
    case ssm::SessionKind::terminal:
      return begin_terminal(true);
    case ssm::SessionKind::command:
      return begin_terminal(false);
    case ssm::SessionKind::raw_port:
      break;
  }
  auto streams = os::make_standard_pipe(executor_);
  if (!streams) return std::unexpected(streams.error());
  pipe_.choose(std::move(*streams));
  return {};
}

Result<void> CarriedSession::begin_terminal(bool has_input) {
  auto streams = os::make_standard_pipe(executor_);
  if (!streams) return std::unexpected(streams.error());
  const bool typed =
      has_input && os::terminal_kind(os::StandardStream::input) != os::TerminalKind::none;
  pipe_.choose(std::make_shared<terminal::TerminalPipe>(
      executor_, std::move(*streams),
      typed ? std::optional(terminal::EscapeFilter()) : std::nullopt,
      [this](terminal::Escape escape) { on_escape(escape); }, [](ByteView) {}));
  if (!has_input) return {};
  if (typed) raw_.emplace(os::Typing::raw);
  if (os::terminal_kind(os::StandardStream::output) == os::TerminalKind::none) {
    session_.resized(kNoTerminal);
  }
  size_.emplace(executor_, [this](os::TerminalSize size) {
    session_.resized({.columns = static_cast<std::uint32_t>(size.columns),
                      .rows = static_cast<std::uint32_t>(size.rows)});
  });
  return {};
}

// An agent without the multiplexer carries one connection: the first one, which ends the session.
Result<void> CarriedSession::begin_ports(const ssm::Opened& session) {
  if (!ssm::has_multiplexer(session.agent_version)) {
    return fail(Errc::unsupported, "the agent " + session.agent_version +
                                       " has no multiplexer: use cloudx-proxy forward");
  }
  mux_ = std::make_shared<forwarding::MuxPipe>(executor_);
  smux::MultiplexerOptions options;
  options.keepalive = ssm::wants_keepalive(session.agent_version);
  mux_->begin(options);
  if (auto listening = ports_.listen(session.properties); !listening) return listening;
  ports_.carry(mux_);
  pipe_.choose(mux_);
  return {};
}

void CarriedSession::on_escape(terminal::Escape escape) {
  if (escape == terminal::Escape::terminate) {
    stop_.request_stop();
  } else {
    print(escape == terminal::Escape::help ? terminal::escape_help()
                                           : terminal::escapes_disabled());
  }
}

// A terminal in raw mode makes a byte of Ctrl-C, so that a signal is for what has no terminal. In a
// raw pipe it is ssh's, which ends this process where it wants.
bool CarriedSession::interrupt() {
  return kind_ == ssm::SessionKind::raw_port;
}

void CarriedSession::still_lost(const Error& why) {
  progress_.warn(session::describe_loss(plan_, why));
}

void CarriedSession::connections_refused(int count) {
  for (int i = 0; i < count; ++i) print(destination_failed_text());
}

Result<void> CarriedSession::tell_end(const ssm::SessionOutcome& outcome) const {
  const bool quiet = is_silent_ || kind_ == ssm::SessionKind::raw_port;
  if (outcome.exit_code) print(exit_code_text(*outcome.exit_code));
  switch (outcome.end) {
    case End::remote_error:
      if (quiet) return std::unexpected(outcome.error);
      print(closed_text(id_, outcome.error.message));
      return {};
    case End::failed:
      if (!outcome.was_open || quiet) return std::unexpected(outcome.error);
      print(outcome.error.kind == Errc::closed ? timed_out_text(id_)
                                               : closed_text(id_, outcome.error.message));
      return {};
    case End::stopped:
      if (kind_ && is_port(*kind_) && !quiet) print(interrupted_text());
      break;
    case End::remote_closed:
    case End::local_closed:
      break;
  }
  if (!quiet) print(exiting_text(id_));
  return {};
}

}  // namespace cloudx::plugin
