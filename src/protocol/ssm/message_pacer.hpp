#pragma once
// How many messages may be written, and when.
//
// The service counts the websocket messages of one direction of one connection, whatever their size
// and kind: about 1000 a second, and above that for about two seconds it ends the websocket
// (measured against the service by Cyberax/gimlet, which paces itself at 900;
// session-manager-plugin and the agent stay below by sleeping 1 ms after each message). So all that
// is written goes through this, acknowledges and repeats included.

#include <algorithm>
#include <chrono>
#include <optional>

#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class MessagePacer {
 public:
  // Messages a second; nullopt: as many as there are.
  using Rate = std::optional<double>;
  static constexpr double kUsual = 900;

  explicit MessagePacer(Rate rate) : rate_(rate) {}

  [[nodiscard]] bool may_write(TimePoint now) const { return !rate_ || tokens_at(now) >= 1; }
  void wrote(TimePoint now) {
    if (!rate_) return;
    count(now);
    tokens_ = tokens_at(now) - 1;
    counted_at_ = now;
  }
  // When some messages may be written again; not one by one, which would wake the driver for each.
  [[nodiscard]] TimePoint ready_at(TimePoint now) const {
    if (may_write(now)) return now;
    const std::chrono::duration<double> wait((kWorthWaking - tokens_) / *rate_);
    return std::max(now, counted_at_ + std::chrono::ceil<TimePoint::duration>(wait));
  }

  // The websocket was lost. If that was in the midst of many messages, their rate may be why: the
  // rate is halved for the rest of the session, unless it was kept for long before.
  void lost(TimePoint now) {
    const bool bulk = busy_since_ && now - busy_at_ < kRecent;
    if (rate_ && bulk && busy_at_ - *busy_since_ < kLongEnough) {
      rate_ = std::max(*rate_ / 2, std::min(*rate_, kLeast));
    }
    busy_since_.reset();
    second_ = now;
    in_second_ = 0;
  }

  [[nodiscard]] Rate rate() const { return rate_; }

 private:
  // What may be written at once after a pause.
  static constexpr double kBurst = 48;
  static constexpr double kWorthWaking = 4;
  static constexpr double kLeast = kUsual / 4;
  // So much of the rate in a second counts as many messages.
  static constexpr double kBusyShare = 0.5;
  static constexpr std::chrono::seconds kRecent{3};
  static constexpr std::chrono::seconds kLongEnough{60};

  [[nodiscard]] double tokens_at(TimePoint now) const {
    const std::chrono::duration<double> passed = now - counted_at_;
    return std::min(kBurst, tokens_ + std::max(passed.count(), 0.0) * *rate_);
  }

  void count(TimePoint now) {
    if (now - second_ >= std::chrono::seconds(1)) {
      if (now - busy_at_ >= kRecent) busy_since_.reset();
      second_ = now;
      in_second_ = 0;
    }
    if (++in_second_ < kBusyShare * *rate_) return;
    if (!busy_since_) busy_since_ = now;
    busy_at_ = now;
  }

  Rate rate_;
  double tokens_ = kBurst;
  TimePoint counted_at_;
  TimePoint second_;  // when the present one began
  double in_second_ = 0;
  std::optional<TimePoint> busy_since_;
  TimePoint busy_at_;  // when there were last so many
};

}  // namespace cloudx::ssm
