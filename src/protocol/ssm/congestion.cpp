#include "protocol/ssm/congestion.hpp"

#include <algorithm>

namespace cloudx::ssm {
namespace {

using Seconds = CongestionControl::Seconds;

// The additive part of the window. It makes tunnels that share a bottleneck converge to equal
// shares (FAST TCP's alpha), and keeps slow paths going.
constexpr double kMinQueue = 4.0 * 1024;
constexpr double kLeast = 2.5 * 1024;

// Before a queue has been seen, the window may make one of this delay or size, whichever is more.
constexpr Seconds kStartDelay{0.075};
constexpr double kStartQueue = 20.0 * 1024;
// A queue stands when the shortest round trip of a round is that much above the base; noise alone
// does not make it 100 ms in a row of rounds.
constexpr Seconds kStandingQueue{0.01};
constexpr Seconds kStandingSum{0.1};

// Shorter rounds would measure the scheduling of the two ends.
constexpr Seconds kMinRound{0.002};
// A round in which the source left the window open for longer does not measure the path. The local
// side is read many messages at a time, so it is open only with more than that to fill.
constexpr double kIdleShare = 0.25;
constexpr double kReadMessages = 32;
constexpr double kReadShare = 1.0 / 16;
// No acknowledge for this much more than a round trip: the agent is silent, not slow.
constexpr Seconds kSilence{0.1};
// After such a pause of the source, a whole window at once would be a queue of its own.
constexpr std::chrono::milliseconds kPause{20};
// The window is cut in the middle of a round only when the bottleneck has become much slower.
constexpr Seconds kTooLate{0.09};

constexpr std::chrono::seconds kBaseAge{10};
constexpr double kDrainedShare = 0.9;
constexpr int kDrainedRounds = 2;
// So many rounds slower than the model allows: the base round trip is another one.
constexpr int kSlowRounds = 8;
constexpr Seconds kMisfit{0.02};

}  // namespace

void CongestionControl::begin(const Sent& sent, TimePoint now) {
  began_ = true;
  base_seen_ = now;
  target_delay_.begin(now);
  begin_round(now);
  round_.mark = sent.transmission;
}

void CongestionControl::on_sent(const Sent& sent, std::size_t in_flight, TimePoint now) {
  last_transmission_ = sent.transmission;
  message_ = static_cast<double>(sent.size);
  if (sent.lost > 0 && sent.lost >= recent_from_) target_delay_.on_lost();
  if (!began_) begin(sent, now);
  if (!open_since_) return;
  if (now - *open_since_ > kPause) {
    limit_burst(static_cast<double>(in_flight) - static_cast<double>(sent.size));
  }
  if (!is_open(in_flight)) {
    round_.open += now - std::max(*open_since_, round_.started);
    open_since_.reset();
  }
}

void CongestionControl::on_delivered(const Delivered& delivered, std::size_t in_flight,
                                     TimePoint now) {
  const auto size = static_cast<double>(delivered.size);
  round_.delivered += size;
  target_delay_.on_delivered();
  if (last_delivery_ && now - *last_delivery_ > base_ + kSilence) end_silence();
  last_delivery_ = now;
  const bool recent = delivered.transmission >= recent_from_;
  if (!delivered.repeated) {
    note_round_trip(delivered.age, now);
    if (recent && delivered.age > base_ + kTooLate) cut(delivered.age);
  } else if (delivered.age < 0.9 * base_) {
    target_delay_.on_not_lost();
  }
  if (recent) grow(size);
  const bool over = delivered.transmission >= round_.mark;
  if (over && now - round_.started >= std::max(base_, kMinRound)) end_round(now);
  if (!open_since_ && is_open(in_flight)) open_since_ = now;
}

bool CongestionControl::is_open(std::size_t in_flight) const {
  const double slack = std::min(kReadShare * window_, kReadMessages * message_);
  return static_cast<double>(in_flight) + slack + message_ < window_;
}

void CongestionControl::note_round_trip(Seconds sample, TimePoint now) {
  round_.shortest = std::min(round_.shortest, sample);
  if (!base_known_ || sample < base_) base_ = sample;
  base_known_ = true;
  if (sample <= base_ + std::max(base_ / 20, Seconds(0.001))) base_seen_ = now;
}

// Everything that was in flight is acknowledged at once now. That must not release a whole window
// at once, and what the agent forgot was not lost on the path.
void CongestionControl::end_silence() {
  round_.broken = true;
  limit_burst(0);
  target_delay_.forget();
}

void CongestionControl::grow(double delivered) {
  if (window_ < target_) window_ = std::min(target_, window_ + slope_ * delivered);
}

// FAST TCP's update with the latest round trip of any, before the round has measured the new rate.
void CongestionControl::cut(Seconds round_trip) {
  if (phase_ == Phase::starting) phase_ = Phase::steady;
  if (round_.uncut == 0) round_.uncut = window_;
  const double share = (base_ + target_delay_.value()) / round_trip;
  target_ = window_ = std::min(window_, std::max(round_.uncut * share, kLeast));
}

// Leaves room for a short burst only, and lets the acknowledges of what is sent from now on open
// the window again.
void CongestionControl::limit_burst(double in_flight) {
  double burst = rate_ * target_delay_.value().count() + kMinQueue;
  if (phase_ == Phase::starting) burst = std::max(burst, kInitialWindow);
  if (window_ <= in_flight + burst) return;
  window_ = in_flight + burst;
  slope_ = refill_slope();
  recent_from_ = last_transmission_ + 1;
  round_.held_back = true;
}

// Doubling per round trip; a path with a short queue gets no more at once than that takes.
double CongestionControl::refill_slope() const {
  if (!target_delay_.reduced()) return 1;
  return std::min(1.0, rate_ * target_delay_.value().count() / window_);
}

void CongestionControl::end_round(TimePoint now) {
  const Seconds elapsed = now - round_.started;
  if (open_since_) round_.open += now - std::max(*open_since_, round_.started);
  // Silence is no measure of the path, unless it is all there is.
  if (!round_.broken || broken_before_) measure_rate(elapsed);
  broken_before_ = round_.broken;
  if (target_delay_.judge(now, base_) && phase_ == Phase::starting) phase_ = Phase::steady;
  choose_phase(now);
  target_ = target();
  if (window_ >= target_) {
    window_ = target_;
  } else {
    slope_ = round_.held_back ? refill_slope() : std::min(1.0, (target_ - window_) / window_);
  }
  begin_round(now);
}

void CongestionControl::begin_round(TimePoint now) {
  const bool held_back = phase_ == Phase::drained || (round_.held_back && window_ < target_);
  round_ = Round{};
  round_.mark = last_transmission_ + 1;
  round_.started = now;
  round_.held_back = held_back;
}

void CongestionControl::measure_rate(Seconds elapsed) {
  double rate = round_.delivered / elapsed.count();
  // While gaps are being filled, less is delivered than the path could carry.
  if (target_delay_.lossy()) rate = std::max(rate, 0.8 * rate_);
  // As in BBR: with less sent than the path could take, the measurement is only a lower bound.
  const bool lower_bound = round_.held_back || round_.open > kIdleShare * elapsed;
  if (!lower_bound || rate > rate_) rate_ = rate;
}

void CongestionControl::choose_phase(TimePoint now) {
  switch (phase_) {
    case Phase::starting:
      watch_start();
      break;
    case Phase::steady:
      watch_base(now);
      break;
    case Phase::drained:
      end_drain(now);
      break;
  }
}

void CongestionControl::watch_start() {
  if (!measured()) return;
  const Seconds queue = round_.shortest - base_;
  standing_queue_ = queue > kStandingQueue ? standing_queue_ + queue : Seconds(0);
  if (standing_queue_ >= kStandingSum) phase_ = Phase::steady;
}

void CongestionControl::watch_base(TimePoint now) {
  const bool slow = measured() && round_.shortest > base_ + target_delay_.value() + kMisfit;
  slow_rounds_ = slow ? slow_rounds_ + 1 : 0;
  if (now - base_seen_ <= kBaseAge && slow_rounds_ < kSlowRounds) return;
  phase_ = Phase::drained;
  drained_rounds_ = slow_rounds_ = 0;
}

// The first message that is written once the queue has gone ends the first round; the second round
// measures.
void CongestionControl::end_drain(TimePoint now) {
  if (++drained_rounds_ < kDrainedRounds) return;
  if (measured()) base_ = round_.shortest;
  base_seen_ = now;
  phase_ = Phase::steady;
}

double CongestionControl::target() const {
  const double pipe = rate_ * base_.count();
  if (phase_ == Phase::drained) return std::max(kDrainedShare * pipe, kLeast);
  double window = pipe + rate_ * target_delay_.value().count() + kMinQueue;
  if (phase_ == Phase::starting) {
    window = std::max(pipe + std::max(rate_ * kStartDelay.count(), kStartQueue), kInitialWindow);
  }
  return std::clamp(window, kLeast, largest_);
}

void CongestionControl::restart() {
  CongestionControl fresh(static_cast<std::size_t>(largest_));
  fresh.base_ = base_;  // a first guess: the first measurement replaces it
  fresh.last_transmission_ = last_transmission_;
  *this = fresh;
}

}  // namespace cloudx::ssm
