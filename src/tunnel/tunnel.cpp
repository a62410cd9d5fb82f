#include "tunnel/tunnel.hpp"

#include <utility>
#include <variant>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/crypto.hpp"
#include "base/overloaded.hpp"
#include "base/trace.hpp"
#include "protocol/ssm/trace_text.hpp"

namespace cloudx::tunnel {
namespace {

namespace asio = boost::asio;
using trace::Topic;

ssm::SessionOptions with_recovery(ssm::SessionOptions options, const SessionService& service) {
  options.may_recover = [&service](const Error& error) { return service.may_recover(error); };
  return options;
}

}  // namespace

Tunnel::Tunnel(const asio::any_io_executor& executor, const ssm::SessionOptions& session,
               TunnelParts parts, TunnelLimits limits)
    : executor_(executor),
      limits_(limits),
      parts_(std::move(parts)),
      session_id_(session.channel.session_id),
      session_(with_recovery(session, *parts_.service), parts_.random, random_unit),
      timer_(parts_.clock->timer()),
      frames_(executor),
      input_(executor),
      room_(executor),
      output_(executor),
      writer_done_(executor),
      finished_(executor),
      idle_(executor) {}

Tunnel::~Tunnel() = default;

asio::awaitable<ssm::SessionOutcome> Tunnel::run(std::stop_token stop) {
  const std::stop_callback on_request(stop, [this] {
    session_.stop(now());
    step();
  });
  session_.start();
  spawn(read_local());
  spawn(write_local());
  spawn(watch_local());
  step();
  while (!session_.finished()) co_await finished_.wait();
  co_await stop_tasks();
  co_return session_.outcome();
}

void Tunnel::open_gate() {
  session_.open_gate(now());
  step();
}

void Tunnel::resized(ssm::TerminalSize size) {
  session_.resized(size, now());
  step();
}

// After every event of the session.
void Tunnel::step() {
  if (session_.delivered() != delivered_) parts_.pipe->delivered(delivered_ = session_.delivered());
  while (auto action = session_.next_action()) perform(std::move(*action));
  raise_signals();
  arm();
}

void Tunnel::perform(ssm::SessionAction action) {
  if (trace::is_on(Topic::session)) trace::write(Topic::session, ssm::trace_text(action));
  std::visit(Overloaded{
                 [this](ssm::Dial& dialled) { spawn(dial(std::move(dialled.stream_url))); },
                 [this](ssm::Resume&) { spawn(resume()); },
                 [this](ssm::GenerateDataKey& wanted) {
                   spawn(fetch_data_key(std::move(wanted.request)));
                 },
                 [this](ssm::LookAtAgent&) { spawn(look_at_agent()); },
                 [this](ssm::CancelCalls&) { calls_.request_stop(); },
                 [this](ssm::Terminate&) { spawn(terminate()); },
                 [this](ssm::Close&) { spawn(close()); },
                 [this](ssm::Notice& notice) { report(notice); },
             },
             action);
}

void Tunnel::report(const ssm::Notice& notice) {
  if (parts_.observer == nullptr) return;
  TunnelObserver& observer = *parts_.observer;
  std::visit(Overloaded{
                 [&](const ssm::Opened& opened) { observer.opened(opened); },
                 [&](const ssm::Lost& lost) { observer.lost(lost.why); },
                 [&](const ssm::StillLost& lost) { observer.still_lost(lost.why); },
                 [&](const ssm::Restored&) { observer.restored(); },
                 [&](const ssm::AgentAway& away) { observer.agent_away(away.back); },
                 [&](const ssm::AgentSilent& silent) { observer.silent(silent.found); },
                 [&](const ssm::ConnectionsRefused& refused) {
                   observer.connections_refused(refused.count);
                 },
             },
             notice);
}

void Tunnel::raise_signals() {
  const bool ended = session_.ended();
  if (ended || session_.has_frame(now())) frames_.notify();
  if (ended || session_.wants_messages(now())) room_.notify();
  if (session_.wants_input()) input_.notify();
  if (session_.has_output()) output_.notify();
  if (session_.finished()) finished_.notify();
}

// A later deadline than the armed one lets the timer fire in vain, which is cheaper than to set it
// for every frame.
void Tunnel::arm() {
  const auto deadline = session_.deadline(now());
  if (!deadline || (armed_ && *armed_ <= *deadline)) return;
  armed_ = deadline;
  timer_->set(*deadline, [this] {
    armed_.reset();
    if (trace::is_on(Topic::window)) {
      trace::write(Topic::window, "timer: " + ssm::window_trace_text(session_.channel()));
    }
    session_.tick(now());
    step();
  });
}

// Bytes are read only while the window has room for them, and straight into their messages.
asio::awaitable<void> Tunnel::read_local() {
  while (!stopping_) {
    if (!session_.wants_input()) {
      co_await input_.wait();
      continue;
    }
    const auto size = co_await parts_.pipe->read_some(session_.input_space());
    if (stopping_) break;
    const bool ended = !size || *size == 0;
    if (ended) {
      session_.input_ended(now());
    } else {
      session_.input_read(*size, now());
    }
    step();
    if (ended) break;
  }
}

asio::awaitable<void> Tunnel::write_local() {
  Bytes buffer;
  while (!stopping_) {
    if (!session_.has_output()) {
      co_await output_.wait();
      continue;
    }
    const bool is_error = session_.take_output(buffer) == ssm::OutputStream::error;
    os::LocalPipe& to = is_error && parts_.errors != nullptr ? *parts_.errors : *parts_.pipe;
    const auto written = co_await to.write_all(buffer);
    if (stopping_) break;
    if (!written) {
      session_.output_closed(now());
      step();
      break;
    }
    session_.output_written(now());
    step();
  }
}

asio::awaitable<void> Tunnel::watch_local() {
  const bool gone = co_await parts_.pipe->output_gone();
  if (!gone || stopping_) co_return;
  session_.output_closed(now());
  step();
}

asio::awaitable<void> Tunnel::stop_tasks() {
  stopping_ = true;
  calls_.request_stop();
  if (socket_) socket_->abort();
  parts_.pipe->cancel();
  if (parts_.errors != nullptr) parts_.errors->cancel();
  timer_->cancel();
  for (async::Notify* signal : {&frames_, &input_, &room_, &output_}) signal->notify();
  while (tasks_ > 0) co_await idle_.wait();
}

void Tunnel::spawn(asio::awaitable<void> task) {
  ++tasks_;
  asio::co_spawn(executor_, counted(std::move(task)), asio::detached);
}

asio::awaitable<void> Tunnel::counted(asio::awaitable<void> task) {
  co_await std::move(task);
  if (--tasks_ == 0) idle_.notify();
}

}  // namespace cloudx::tunnel
