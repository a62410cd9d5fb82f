// How a session ends: what has been received still goes to its reader, the service is told, the
// websocket is closed; and what came of it.

#include "protocol/ssm/closing_text.hpp"
#include "protocol/ssm/injected_bug.hpp"
#include "protocol/ssm/session.hpp"

namespace cloudx::ssm {

void Session::advance_end(TimePoint now) {
  using enum InjectedBug;
  if (stage_ == Stage::running) {
    stage_ = Stage::flushing;
    if (retry_ && strikes<resume_after_end>(ticks(now), 0, 2)) act(Resume{});
    retry_.reset();
    act(CancelCalls{});
  }
  if (stage_ != Stage::flushing || !is_flushed()) return;
  if (channel_.service_closed() || strikes<terminate_skipped>(ticks(now), 0, 10)) {
    stage_ = Stage::closing;
    act(Close{});
  } else {
    stage_ = Stage::terminating;
    act(Terminate{});
  }
}

// What has been received and acknowledged still goes to its reader, however slow that is.
bool Session::is_flushed() const {
  const bool wanted = !failure_ && !output_closed_ && !stopped_;
  return !wanted || (!channel_.has_output() && writing_output_ == 0);
}

void Session::terminated(const Result<void>& answer, Instant) {
  if (stage_ != Stage::terminating) return;
  if (!answer) not_terminated_ = answer.error();
  stage_ = Stage::closing;
  act(Close{});
}

void Session::closed(Instant) {
  if (stage_ == Stage::closing) stage_ = Stage::finished;
}

// What is typed behind the end of a shell goes nowhere, as in every terminal.
bool Session::owes_input() const {
  return !channel_.kind() || is_port(*channel_.kind());
}

SessionOutcome Session::outcome() const {
  using End = SessionOutcome::End;
  using Kind = ChannelEnd::Kind;
  SessionOutcome result;
  result.was_open = was_open_;
  result.agent_version = channel_.agent_version();
  result.payload_learnt = channel_.payload_learnt();
  result.input_ended = input_ended_;
  result.exit_code = channel_.exit_code();
  result.was_restored = was_restored_;
  result.not_terminated = not_terminated_;
  result.taken = channel_.window().agent().is_target_ready();
  const ChannelEnd& end = *channel_.end();
  const bool is_raw = channel_.kind() == SessionKind::raw_port;
  result.unanswered = is_raw && was_open_ && end.kind == Kind::remote && !failure_ && !answered_;
  const std::string text = end.kind == Kind::remote ? closing_text(end.text) : std::string();
  if (failure_) {
    result.error = *failure_;
  } else if (end.kind == Kind::failed) {
    result.error = fail(Errc::protocol, end.text).error();
  } else if (!text.empty()) {
    result.end = End::remote_error;
    result.error = fail(Errc::closed, text).error();
  } else if (end.kind == Kind::remote && channel_.truncated()) {
    result.error =
        fail(Errc::protocol, "the session ended before all of its output had arrived").error();
  } else if (end.kind == Kind::remote && channel_.undelivered() && owes_input()) {
    result.error =
        fail(Errc::closed, "the session ended before all that was sent had been received").error();
  } else if (end.kind == Kind::remote) {
    result.end = End::remote_closed;
  } else {
    result.end = stopped_ ? End::stopped : End::local_closed;
  }
  return result;
}

}  // namespace cloudx::ssm
