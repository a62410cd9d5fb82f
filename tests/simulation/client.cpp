#include "simulation/client.hpp"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "base/overloaded.hpp"
#include "base/trace.hpp"
#include "protocol/ssm/trace_text.hpp"

namespace cloudx::simulation {

namespace {

constexpr Duration kProven = 10s;  // a websocket that stood for so long has worked

ssm::SessionOptions options(const Scenario& scenario, Service& service) {
  ssm::SessionOptions options;
  options.channel = scenario.channel;
  options.token = Secret(service.first_token());
  options.stream_url = "wss://service.simulated/";
  return options;
}

Error passing_error(Random& random) {
  Error error = fail(random.chance(0.5) ? Errc::connect : Errc::timeout, "no way").error();
  if (random.chance(0.3)) {
    error.kind = Errc::service;
    error.http_status = 503;
  }
  return error;
}

}  // namespace

Client::Client(Scheduler& scheduler, Journal& journal, const Scenario& scenario, Service& service)
    : scheduler_(scheduler),
      journal_(journal),
      scenario_(scenario),
      service_(service),
      random_(scenario.seed, 6),
      up_(splitmix64(scenario.seed)),
      sending_(scheduler, journal, scenario),
      receiving_(journal, scenario),
      session_(
          options(scenario, service), [this](std::span<std::uint8_t> into) { random_.fill(into); },
          [this] { return random_.unit(); }) {}

void Client::start() {
  session_.start();
  scheduler_.after(scenario_.gate_delay, [this] {
    gate_opened_ = true;
    session_.open_gate(now());
    step();
  });
  step();
}

// After every event: performs what the session asks for, and moves what can move.
void Client::step() {
  if (postponed([this] { step(); })) return;
  if (session_.was_open()) sending_.handshake_done();
  read_local();
  write_frames();
  write_local();
  read_messages();
  while (const auto action = session_.next_action()) perform(*action);
  if (session_.ended() && !std::exchange(ended_, true)) {
    journal_.note(What::ended, static_cast<std::int64_t>(channel().end()->kind));
  }
  arm();
}

// What several messages cause goes out together.
void Client::step_soon() {
  if (std::exchange(step_pending_, true)) return;
  scheduler_.after(0ns, [this] {
    step_pending_ = false;
    step();
  });
}

// A sleeping machine handles everything when it wakes up, in order.
bool Client::postponed(std::function<void()> action) {
  if (scheduler_.now() >= asleep_until_) return false;
  scheduler_.at(asleep_until_, std::move(action));
  return true;
}

void Client::perform(const ssm::SessionAction& action) {
  if (trace::is_on(trace::Topic::session)) {
    trace::write(trace::Topic::session, ssm::trace_text(action));
  }
  std::visit(
      Overloaded{
          [this](const ssm::Dial&) { connect_again([this] { service_.dial(); }); },
          [this](const ssm::Resume&) { connect_again([this] { service_.resume(); }); },
          [this](const ssm::LookAtAgent&) { answer_look(); },
          [this](const ssm::Terminate&) {
            service_.terminate();
            session_.terminated({}, now());
          },
          [this](const ssm::Close&) {
            const bool given_up = session_.outcome().end == ssm::SessionOutcome::End::failed;
            if (!given_up && !output_gone_ && !stopped_) receiving_.check_end();
            session_.closed(now());
          },
          [](const ssm::GenerateDataKey&) { throw Violation("encryption was not asked for"); },
          [](const ssm::CancelCalls&) {},
          [](const ssm::Notice&) {},
      },
      action);
}

void Client::connect_again(const std::function<void()>& how) {
  if (session_.ended()) throw Violation("a session that has ended is connected again");
  how();
}

void Client::answer_look() {
  scheduler_.after(2 * scenario_.latency, [this] {
    ssm::FarEnd found;
    if (!service_.session_ended()) found.state = ssm::FarEnd::State::there;
    session_.agent_looked_at(std::move(found), now());
    step();
  });
}

// A timer may fire late.
void Client::arm() {
  const auto deadline = session_.deadline(now());
  if (!deadline || (armed_ && *armed_ <= *deadline)) return;
  armed_ = deadline;
  armed_for_pacer_ = channel().waits_for_pacer(now()) || channel().read_pause() > 0ms;
  Time time = *deadline;
  if (late_ && random_.chance(scenario_.late_timers)) {
    journal_.note(What::timer_late);
    time = std::max(time, scheduler_.now()) + random_.between(0ms, scenario_.latest_timer);
  }
  scheduler_.at(time, [this, setting = ++timer_] {
    if (setting == timer_) on_deadline();
  });
}

void Client::on_deadline() {
  if (postponed([this] { on_deadline(); }) || done()) return;
  armed_.reset();
  journal_.note(What::ticked);
  if (!armed_for_pacer_) sending_.ticked();
  session_.tick(now());
  step();
}

void Client::connected(std::uint64_t link) {
  if (done() || postponed([this, link] { connected(link); })) return;
  if (session_.ended()) return;
  journal_.note(What::opened, static_cast<std::int64_t>(link));
  link_ = link;
  link_since_ = scheduler_.now();
  sending_.opened();
  sending_.something_happened();
  session_.dialled(now());
  step();
}

void Client::dial_failed() {
  if (done() || postponed([this] { dial_failed(); })) return;
  session_.dial_failed(passing_error(random_), now());
  step();
}

void Client::closed(std::uint64_t link) {
  if (done() || postponed([this, link] { closed(link); })) return;
  if (link != link_ || session_.ended()) return;
  journal_.note(What::lost, static_cast<std::int64_t>(link));
  if (scheduler_.now() - link_since_ >= kProven) alive_at_ = scheduler_.now();
  link_ = 0;
  unread_.clear();
  sending_.something_happened();
  drop_batch();
  session_.lost(fail(Errc::closed, "closed").error(), now());
  step();
}

void Client::resumed(const Resumed& answer) {
  if (done() || postponed([this, answer] { resumed(answer); })) return;
  if (answer.session_over) {
    Error over = fail(Errc::service, "no such session").error();
    over.service_code = "DoesNotExistException";
    session_.resumed(std::unexpected(std::move(over)), now());
  } else if (answer.token) {
    journal_.note(What::resumed);
    session_.resumed(ssm::ResumedSession{Secret(*answer.token), ""}, now());
  } else {
    session_.resumed(std::unexpected(passing_error(random_)), now());
  }
  step();
}

void Client::stop() {
  if (postponed([this] { stop(); }) || done()) return;
  journal_.note(What::stopped);
  stopped_ = true;
  session_.stop(now());
  step();
}

void Client::sleep(Duration lasting) {
  if (scheduler_.now() < asleep_until_) return;
  journal_.note(What::client_asleep, lasting / 1ms);
  asleep_until_ = scheduler_.now() + lasting;
}

void Client::calm() {
  late_ = false;
  produced_ = read_;
  reader_slow_until_ = scheduler_.now();
}

void Client::check() const {
  if (done() || link_ == 0 || !batch_.empty() || step_pending_) return;
  if (scheduler_.now() < asleep_until_) return;
  if (session_.ended() || channel().window().paused() || !channel().wants_messages()) return;
  sending_.check_patience();
}

void Client::check_end() const {
  const ssm::ChannelEnd& end = *channel().end();
  using Kind = ssm::ChannelEnd::Kind;
  const bool given_up =
      end.kind == Kind::terminated && session_.outcome().end == ssm::SessionOutcome::End::failed;
  if (given_up) check_reason_to_give_up();
  const bool mute = scenario_.ending == Ending::target_is_mute;
  const bool allowed = (end.kind == Kind::remote && service_.session_ended()) ||
                       (end.kind == Kind::terminated && (stopped_ || output_gone_ || given_up)) ||
                       (end.kind == Kind::quiet && input_end_told_) ||
                       // The handshake has a limit; silence of the agent has one, too.
                       (end.kind == Kind::failed && (!session_.was_open() || mute));
  if (!allowed) throw Violation("the client ended without a reason: " + end.text);
}

void Client::check_reason_to_give_up() const {
  const ssm::SessionOptions defaults;
  const Duration limit = session_.was_open() ? defaults.resume_limit : defaults.first_limit;
  if (!service_.session_ended() && scheduler_.now() - alive_at_ < limit) {
    throw Violation("the client gave a session up too early");
  }
}

}  // namespace cloudx::simulation
