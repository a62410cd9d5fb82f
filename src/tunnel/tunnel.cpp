#include "tunnel/tunnel.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "base/crypto.hpp"
#include "protocol/ssm/closing_text.hpp"

namespace cloudx::tunnel {
namespace {

namespace asio = boost::asio;

// So many turns of the executor without another message mean that none has arrived: Asio and Beast
// take up to three to hand one over.
constexpr int kQuietTurns = 4;
// After so many messages the rest has to wait its turn.
constexpr int kMaxBurst = 64;
// A pause of publication is told when it lasts for longer.
constexpr std::chrono::seconds kLongPause{5};
// A silent agent that is there is looked at this often, then less and less often: after 2, 4, 8 and
// 8 times the patience.
constexpr int kLooks = 5;
constexpr int kMostLookDoublings = 3;

}  // namespace

Tunnel::Tunnel(const asio::any_io_executor& executor, TunnelOptions options, TunnelParts parts)
    : executor_(executor),
      options_(std::move(options)),
      parts_(std::move(parts)),
      channel_(options_.channel, parts_.random),
      policy_(random_unit),
      deadline_timer_(parts_.clock->timer()),
      loss_timer_(parts_.clock->timer()),
      pause_timer_(parts_.clock->timer()),
      agent_timer_(parts_.clock->timer()),
      token_(std::move(options_.token)),
      stream_url_(options_.stream_url),
      frames_(executor),
      input_(executor),
      room_(executor),
      output_(executor),
      ended_(executor),
      drained_(executor),
      writer_done_(executor),
      retry_(executor),
      idle_(executor) {}

Tunnel::~Tunnel() = default;

asio::awaitable<TunnelOutcome> Tunnel::run(std::stop_token stop) {
  const std::stop_callback on_request(stop, [this] { on_stop(); });
  spawn(connect());
  spawn(read_local());
  spawn(write_local());
  spawn(watch_local());
  while (!channel_.end()) co_await ended_.wait();
  co_await flush_local();
  std::optional<Error> not_terminated = co_await end_session();
  co_await stop_tasks();
  TunnelOutcome result = outcome();
  result.not_terminated = std::move(not_terminated);
  co_return result;
}

void Tunnel::open_gate() {
  gate_open_ = true;
  input_.raise();
  output_.raise();
}

// After every event: wakes whoever has something to do now.
void Tunnel::pump() {
  const ssm::Instant now = parts_.clock->now();
  if (auto request = channel_.take_data_key_request()) spawn(fetch_data_key(std::move(*request)));
  if (!was_open_ && channel_.phase() == ssm::Phase::open) {
    was_open_ = true;
    if (options_.choose_payload) {
      channel_.choose_payload(options_.choose_payload(channel_.agent_version()));
    }
    if (parts_.observer != nullptr) {
      parts_.observer->opened(channel_.agent_version(), channel_.customer_message());
    }
  }
  if (channel_.has_frame(now)) frames_.raise();
  if (channel_.wants_local()) input_.raise();
  if (channel_.has_local()) {
    answered_ = true;
    output_.raise();
  }
  if (channel_.wants_messages()) room_.raise();
  if (channel_.end()) {
    room_.raise();
    stop_tasks_.request_stop();
    ended_.raise();
    frames_.raise();
    retry_.raise();
    drained_.raise();
  }
  arm();
  watch_pause(now.at);
  watch_agent(now.at);
}

// After a message from the websocket: waits until no more are at hand, so that what they cause goes
// out together.
void Tunnel::pump_soon() {
  ++burst_;
  quiet_turns_ = 0;
  if (std::exchange(pump_pending_, true)) return;
  asio::post(executor_, [this] { pump_when_quiet(); });
}

void Tunnel::pump_when_quiet() {
  if (++quiet_turns_ < kQuietTurns && burst_ < kMaxBurst && !channel_.end()) {
    asio::post(executor_, [this] { pump_when_quiet(); });
    return;
  }
  pump_pending_ = false;
  burst_ = 0;
  if (!stopping_) pump();
  if (tasks_ == 0) idle_.raise();
}

// A later deadline than the armed one lets the timer fire in vain, which is cheaper than to set it
// for every frame.
void Tunnel::arm() {
  const auto deadline = channel_.deadline(parts_.clock->now());
  if (!deadline || (armed_ && *armed_ <= *deadline)) return;
  armed_ = deadline;
  deadline_timer_->set(*deadline, [this] {
    armed_.reset();
    channel_.tick(parts_.clock->now());
    pump();
  });
}

void Tunnel::watch_pause(ssm::TimePoint now) {
  if (parts_.observer == nullptr) return;
  const ssm::SendWindow& window = channel_.window();
  if (window.paused() && !window.empty() && !channel_.end()) {
    if (std::exchange(pause_timer_set_, true)) return;
    pause_timer_->set(now + kLongPause, [this] {
      pause_told_ = true;
      parts_.observer->agent_away(false);
    });
    return;
  }
  if (std::exchange(pause_timer_set_, false)) pause_timer_->cancel();
  if (std::exchange(pause_told_, false) && !channel_.end()) parts_.observer->agent_away(true);
}

// The service keeps a websocket open for a session whose agent is gone. Its silence counts while it
// owes us something (service and agent repeat nothing by themselves) and while we listen.
void Tunnel::watch_agent(ssm::TimePoint now) {
  const bool owed = !channel_.window().empty() || channel_.window().paused();
  const bool listening =
      socket_ && channel_.phase() == ssm::Phase::open && channel_.wants_messages();
  const bool waiting = owed && listening;
  const bool heard = owed_since_ && channel_.heard_at() > *owed_since_;
  if (looks_ > 0 && (!waiting || heard)) {
    looks_ = 0;
    agent_timer_->cancel();
    agent_timer_set_ = false;
  }
  if (!waiting) {
    owed_since_.reset();
    return;
  }
  if (!owed_since_) owed_since_ = now;
  if (!std::exchange(agent_timer_set_, true)) {
    agent_timer_->set(now + options_.agent_patience, [this] { on_agent_time(); });
  }
}

void Tunnel::on_agent_time() {
  agent_timer_set_ = false;
  if (!owed_since_ || looking_ || stopping_) return;
  const auto patience =
      options_.agent_patience * (1 << std::clamp(looks_ - kLooks + 1, 0, kMostLookDoublings));
  const ssm::TimePoint due = std::max(*owed_since_, channel_.heard_at()) + patience;
  if (parts_.clock->now().at >= due) {
    spawn(look_at_agent());
    return;
  }
  agent_timer_set_ = true;
  agent_timer_->set(due, [this] { on_agent_time(); });
}

asio::awaitable<void> Tunnel::look_at_agent() {
  looking_ = true;
  const ssm::TimePoint heard = channel_.heard_at();
  net::Budget limit = budget(options_.look_limit);
  FarEnd found = co_await parts_.service->look(std::move(limit));
  looking_ = false;
  if (stopping_ || channel_.end()) co_return;
  if (channel_.heard_at() == heard && owed_since_) {
    if (found.state == FarEnd::State::gone) {
      give_up(std::move(found.why));
      co_return;
    }
    ++looks_;
    owed_since_ = parts_.clock->now().at;
    // A pause alone may have been over before it was told.
    const bool owed = !channel_.window().empty();
    const bool told = owed && std::exchange(silence_told_, heard) == heard;
    if (owed && !told && parts_.observer != nullptr) parts_.observer->silent(found);
  }
  watch_agent(parts_.clock->now().at);
}

// Bytes are read only while the window has room for them, and straight into their messages.
asio::awaitable<void> Tunnel::read_local() {
  while (!stopping_) {
    if (!gate_open_ || !channel_.wants_local()) {
      co_await input_.wait();
      continue;
    }
    const auto size = co_await parts_.pipe->read_some(channel_.local_space());
    if (stopping_) break;
    if (!size || *size == 0) {
      input_ended_ = true;
      channel_.local_end(parts_.clock->now());
      pump();
      break;
    }
    channel_.local_filled(*size, parts_.clock->now());
    pump();
  }
}

asio::awaitable<void> Tunnel::write_local() {
  Bytes buffer;
  while (!stopping_) {
    if (!gate_open_ || !channel_.has_local()) {
      co_await output_.wait();
      continue;
    }
    channel_.take_local(buffer);
    writing_local_ = true;
    const auto written = co_await parts_.pipe->write_all(buffer);
    writing_local_ = false;
    drained_.raise();
    if (!written) {
      if (!stopping_) on_output_gone();
      break;
    }
    channel_.local_written(buffer.size(), parts_.clock->now());
    pump();
  }
}

asio::awaitable<void> Tunnel::watch_local() {
  const bool gone = co_await parts_.pipe->output_gone();
  if (gone && !stopping_) on_output_gone();
}

void Tunnel::on_output_gone() {
  output_gone_ = true;
  channel_.output_gone(parts_.clock->now());
  drained_.raise();
  pump();
}

void Tunnel::on_stop() {
  stop_requested_ = true;
  channel_.terminate(parts_.clock->now());
  drained_.raise();
  pump();
}

// The session is over or beyond rescue; what is not acknowledged stays undelivered.
void Tunnel::give_up(Error error) {
  if (!channel_.end()) failure_ = std::move(error);
  channel_.terminate(parts_.clock->now());
  pump();
}

// What has been received and acknowledged still goes to its reader, however slow that is.
asio::awaitable<void> Tunnel::flush_local() {
  while (!failure_ && !output_gone_ && !stop_requested_ &&
         (channel_.has_local() || writing_local_)) {
    co_await drained_.wait();
  }
}

// Makes sure that the service forgets the session, then closes the websocket.
asio::awaitable<std::optional<Error>> Tunnel::end_session() {
  std::optional<Error> problem;
  if (!channel_.service_closed()) {
    net::Budget limit;  // not ended by stop: that is often why we are here
    limit.deadline = parts_.clock->now().at + options_.terminate_limit;
    std::string session_id = options_.channel.session_id;
    const auto ended = co_await parts_.service->terminate(std::move(session_id), limit);
    if (!ended) problem = ended.error();
  }
  const ssm::TimePoint until = parts_.clock->now().at + options_.close_limit;
  while (writing_frames_ && parts_.clock->now().at < until) {
    co_await wait_at_most(writer_done_, until);
  }
  if (socket_ && !writing_frames_) {
    co_await socket_->close(1000, std::string(), options_.close_limit);
  }
  co_return problem;
}

asio::awaitable<void> Tunnel::stop_tasks() {
  stopping_ = true;
  stop_tasks_.request_stop();
  if (socket_) socket_->abort();
  parts_.pipe->cancel();
  for (Timer* timer :
       {deadline_timer_.get(), loss_timer_.get(), pause_timer_.get(), agent_timer_.get()}) {
    timer->cancel();
  }
  for (Signal* signal : {&frames_, &input_, &room_, &output_, &retry_}) signal->raise();
  while (tasks_ > 0 || pump_pending_) co_await idle_.wait();
}

asio::awaitable<void> Tunnel::wait_at_most(Signal& signal, ssm::TimePoint until) {
  const auto timer = parts_.clock->timer();
  timer->set(until, [&signal] { signal.raise(); });
  co_await signal.wait();
}

void Tunnel::spawn(asio::awaitable<void> task) {
  ++tasks_;
  asio::co_spawn(executor_, counted(std::move(task)), asio::detached);
}

asio::awaitable<void> Tunnel::counted(asio::awaitable<void> task) {
  co_await std::move(task);
  if (--tasks_ == 0) idle_.raise();
}

net::Budget Tunnel::budget(std::chrono::steady_clock::duration limit) {
  return {parts_.clock->now().at + limit, stop_tasks_.get_token()};
}

TunnelOutcome Tunnel::outcome() const {
  using End = TunnelOutcome::End;
  using Kind = ssm::ChannelEnd::Kind;
  TunnelOutcome result;
  result.was_open = was_open_;
  result.agent_version = channel_.agent_version();
  result.payload_learnt = channel_.payload_learnt();
  result.input_ended = input_ended_;
  const ssm::ChannelEnd& end = *channel_.end();
  result.unanswered = was_open_ && end.kind == Kind::remote && !failure_ && !answered_;
  result.taken = channel_.window().target_ready();
  if (failure_) {
    result.error = *failure_;
  } else if (end.kind == Kind::failed) {
    result.error = fail(Errc::protocol, end.text).error();
  } else if (end.kind == Kind::remote && !ssm::closing_text(end.text).empty()) {
    result.end = End::remote_error;
    result.error = fail(Errc::closed, ssm::closing_text(end.text)).error();
  } else if (end.kind == Kind::remote && channel_.truncated()) {
    result.error =
        fail(Errc::protocol, "the session ended before all of its output had arrived").error();
  } else if (end.kind == Kind::remote && channel_.undelivered()) {
    result.error =
        fail(Errc::closed, "the session ended before all that was sent had been received").error();
  } else if (end.kind == Kind::remote) {
    result.end = End::remote_closed;
  } else {
    result.end = stop_requested_ ? End::stopped : End::local_closed;
  }
  return result;
}

}  // namespace cloudx::tunnel
