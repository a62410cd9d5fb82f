#include "simulation/client.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cloudx::simulation {

Client::Client(Scheduler& scheduler, Journal& journal, const Scenario& scenario, Service& service)
    : scheduler_(scheduler),
      journal_(journal),
      scenario_(scenario),
      service_(service),
      random_(scenario.seed, 6),
      up_(splitmix64(scenario.seed)),
      sending_(scheduler, journal, scenario),
      receiving_(journal, scenario),
      channel_(scenario.channel, [this](std::span<std::uint8_t> into) { random_.fill(into); }),
      policy_([this] { return random_.unit(); }),
      token_(service.first_token()) {}

void Client::start() {
  service_.dial();
  scheduler_.after(scenario_.gate_delay, [this] {
    gate_open_ = true;
    pump();
  });
}

// After every event, as Tunnel::pump(): whoever has something to do now does it.
void Client::pump() {
  if (postponed([this] { pump(); })) return;
  if (!was_open_ && channel_.phase() == ssm::Phase::open) was_open_ = true;
  if (was_open_) sending_.handshake_done();
  read_local();
  write_frames();
  write_local();
  read_messages();
  arm();
  finish();
}

// As Tunnel::pump_soon(): what several messages cause goes out together.
void Client::pump_soon() {
  if (std::exchange(pump_pending_, true)) return;
  scheduler_.after(0ns, [this] {
    pump_pending_ = false;
    pump();
  });
}

// A sleeping machine handles everything when it wakes up, in order.
bool Client::postponed(std::function<void()> action) {
  if (scheduler_.now() >= asleep_until_) return false;
  scheduler_.at(asleep_until_, std::move(action));
  return true;
}

// As Tunnel::arm(); but a timer may fire late.
void Client::arm() {
  const auto deadline = channel_.deadline(now());
  if (!deadline || (armed_ && *armed_ <= *deadline)) return;
  armed_ = deadline;
  armed_for_pacer_ = channel_.waits_for_pacer(now());
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
  if (postponed([this] { on_deadline(); }) || done_) return;
  armed_.reset();
  journal_.note(What::ticked);
  if (!armed_for_pacer_) sending_.ticked();
  channel_.tick(now());
  pump();
}

// As Tunnel::write_local() and, after the end, Tunnel::flush_local().
void Client::write_local() {
  if (!gate_open_ || writing_local_ || output_gone_ || !channel_.has_local()) return;
  channel_.take_local(output_);
  receiving_.took_local(output_);
  Duration needed{};
  if (scenario_.reader_per_second > 0) {
    needed = std::chrono::nanoseconds(1'000'000'000 * output_.size() / scenario_.reader_per_second);
  }
  writing_local_ = true;
  scheduler_.at(std::max(scheduler_.now() + needed, reader_slow_until_),
                [this, size = output_.size()] { local_written(size); });
}

void Client::local_written(std::size_t size) {
  if (output_gone_ || postponed([this, size] { local_written(size); })) return;
  writing_local_ = false;
  receiving_.wrote_local(size);
  written_ += size;
  sending_.something_happened();
  channel_.local_written(size, now());
  pump();
}

void Client::produce(std::uint64_t size) {
  if (input_ended_) return;
  produced_ += size;
  sending_.something_happened();
  pump();
}

void Client::end_input() {
  input_ended_ = true;
  sending_.something_happened();
  pump();
}

// As Tunnel::on_output_gone().
void Client::lose_output() {
  if (postponed([this] { lose_output(); }) || done_) return;
  journal_.note(What::output_lost);
  output_gone_ = true;
  receiving_.output_gone();
  channel_.output_gone(now());
  pump();
}

// As Tunnel::on_stop().
void Client::stop() {
  if (postponed([this] { stop(); }) || done_) return;
  journal_.note(What::stopped);
  stopped_ = true;
  channel_.terminate(now());
  pump();
}

void Client::slow_reader(Duration lasting) {
  journal_.note(What::reader_slow, lasting / 1ms);
  reader_slow_until_ = std::max(reader_slow_until_, scheduler_.now() + lasting);
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

// As the end of Tunnel::run().
void Client::finish() {
  if (!channel_.end() || done_) return;
  if (!std::exchange(finishing_, true)) {
    journal_.note(What::ended, static_cast<std::int64_t>(channel_.end()->kind));
  }
  const bool flush = !gave_up_ && !output_gone_ && !stopped_;
  if (flush && (channel_.has_local() || writing_local_)) return;
  if (flush) receiving_.check_end();
  if (!channel_.service_closed()) service_.terminate();
  done_ = true;
}

void Client::check() const {
  if (done_ || link_ == 0 || !batch_.empty() || pump_pending_) return;
  if (scheduler_.now() < asleep_until_) return;
  if (channel_.end() || channel_.window().paused() || !channel_.wants_messages()) return;
  sending_.check_patience();
}

}  // namespace cloudx::simulation
