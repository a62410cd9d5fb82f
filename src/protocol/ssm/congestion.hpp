#pragma once
// How many bytes may be on their way to the agent: a congestion controller, clocked by
// acknowledges.
//
//   window = rate x (base round trip + allowed delay) + 4 KiB
//
// This is the window update of FAST TCP (Wei, Jin, Low, Hegde: "FAST TCP: motivation, architecture,
// algorithms, performance", 2006), with the delivery rate measured once per round trip as in BBR
// (draft-cardwell-iccrg-bbr-congestion-control). The measured rate never exceeds the bottleneck's,
// so the queue that we make there never exceeds the allowed delay; a window too small to make a
// queue grows by allowed delay / base round trip. docs/congestion-control.md has the reasons.
//
// Pure: time and sizes in, a window out. A call takes constant time and allocates nothing.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "protocol/ssm/target_delay.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class CongestionControl {
 public:
  using Seconds = std::chrono::duration<double>;

  // Sizes are those of whole frames, in bytes. `largest` bounds the window.
  explicit CongestionControl(std::size_t largest) : largest_(static_cast<double>(largest)) {}

  struct Sent {
    std::size_t size = 0;
    std::uint64_t transmission = 0;  // counts every write of any message
    std::uint64_t lost = 0;          // the earlier transmission that this one repeats; 0: none
  };
  struct Delivered {
    std::size_t size = 0;
    std::uint64_t transmission = 0;  // its latest write
    Seconds age{0};                  // since then
    bool repeated = false;           // written more than once: the age is no round trip
  };

  // `in_flight` is what is unacknowledged after the event.
  void on_sent(const Sent& sent, std::size_t in_flight, TimePoint now);
  void on_delivered(const Delivered& delivered, std::size_t in_flight, TimePoint now);
  // The path may be another one: everything is learnt again.
  void restart();

  [[nodiscard]] std::size_t window() const { return static_cast<std::size_t>(window_); }
  [[nodiscard]] double rate() const { return rate_; }  // bytes per second
  // The shortest seen, 100 ms before there is any.
  [[nodiscard]] Seconds base_round_trip() const { return base_; }

 private:
  enum class Phase : std::uint8_t {
    starting,  // no queue has been seen yet: the window grows faster
    steady,
    drained,  // keeps the queue empty to see the base round trip again (LEDBAT++'s slowdown)
  };
  // What is measured from one round trip to the next.
  struct Round {
    std::uint64_t mark = 0;  // ends with the delivery of this transmission or a later one
    TimePoint started;
    double delivered = 0;
    Seconds shortest = Seconds::max();
    Seconds open{0};         // how long there was room in the window and nothing to fill it
    double uncut = 0;        // the window, if it was reduced before the round's end
    bool held_back = false;  // the window was below its target
    bool broken = false;     // acknowledges stopped for a while
  };

  void begin(const Sent& sent, TimePoint now);
  void note_round_trip(Seconds sample, TimePoint now);
  void end_silence();
  void grow(double delivered);
  void cut(Seconds round_trip);
  void limit_burst(double in_flight);
  void begin_round(TimePoint now);
  void end_round(TimePoint now);
  void measure_rate(Seconds elapsed);
  void choose_phase(TimePoint now);
  void watch_start();
  void watch_base(TimePoint now);
  void end_drain(TimePoint now);
  [[nodiscard]] bool is_open(std::size_t in_flight) const;
  [[nodiscard]] double target() const;
  [[nodiscard]] double refill_slope() const;
  [[nodiscard]] bool measured() const { return round_.shortest != Seconds::max(); }

  static constexpr double kInitialWindow = 16.0 * 1024;

  double largest_;
  double window_ = kInitialWindow;
  double target_ = kInitialWindow;
  double slope_ = 1;               // growth of the window for each delivered byte
  std::uint64_t recent_from_ = 0;  // earlier transmissions are from before a pause or silence
  double rate_ = 0;
  double message_ = 1144;  // size of the latest
  TargetDelay target_delay_;

  bool began_ = false;
  Phase phase_ = Phase::starting;
  Round round_;
  bool broken_before_ = false;  // the round before
  std::uint64_t last_transmission_ = 0;
  std::optional<TimePoint> last_delivery_;
  std::optional<TimePoint> open_since_;

  Seconds base_{0.1};
  bool base_known_ = false;
  TimePoint base_seen_;        // when a round trip about as short was last measured
  Seconds standing_queue_{0};  // of consecutive rounds, added up
  int slow_rounds_ = 0;
  int drained_rounds_ = 0;
};

}  // namespace cloudx::ssm
