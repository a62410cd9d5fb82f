#pragma once
// What happened in a run: a hash over all of it, counts, and the last events in words. Message ids
// are left out, because the agent's are truly random; nothing depends on them.

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "simulation/scheduler.hpp"

namespace cloudx::simulation {

enum class What : std::uint8_t {
  // The client
  dialled,
  opened,
  lost,
  resumed,
  wrote_open,
  wrote_data,
  wrote_repeat,
  wrote_acknowledge,
  wrote_control,
  got_data,
  got_acknowledge,
  got_service,
  ticked,
  read_local,
  wrote_local,
  input_ended,
  output_lost,
  stopped,
  ended,
  // The agent
  agent_got,
  agent_sent,
  target_wrote,
  target_read,
  target_connected,
  target_closed,
  // The service
  attached,
  detached,
  session_ended,
  calm,
  // Faults
  dropped,
  doubled,
  reordered,
  delayed,
  truncated,
  corrupted,
  lost_in_flight,
  too_large,
  cut,
  bye,
  black_hole,
  agent_cut,
  publication_paused,
  publication_started,
  worker_killed,
  outage,
  dial_failed,
  resume_failed,
  token_refused,
  timer_late,
  client_asleep,
  target_stuck,
  reader_slow,
  count_,
};

inline constexpr auto kFirstFault = What::dropped;
[[nodiscard]] std::string_view name(What what);

struct Counts {
  std::array<std::uint64_t, static_cast<std::size_t>(What::count_)> of{};
  [[nodiscard]] std::uint64_t operator[](What what) const {
    return of[static_cast<std::size_t>(what)];
  }
  Counts& operator+=(const Counts& other);
};

// An invariant that did not hold.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Journal {
 public:
  Journal(const Scheduler& scheduler, bool trace) : scheduler_(scheduler), trace_(trace) {}

  // `a` and `b` are what the event is about: a number, a size, milliseconds.
  void note(What what, std::int64_t a = 0, std::int64_t b = 0);
  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] std::string tail() const;  // the last events, one a line

 private:
  struct Entry {
    Time time;
    What what = What::dialled;
    std::int64_t a = 0;
    std::int64_t b = 0;
  };
  static std::string line(const Entry& entry);

  const Scheduler& scheduler_;
  bool trace_;
  std::uint64_t hash_ = 0;
  std::uint64_t noted_ = 0;
  Counts counts_;
  std::array<Entry, 64> last_{};
};

}  // namespace cloudx::simulation
