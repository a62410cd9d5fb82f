#pragma once
// One direction between client and agent: in order and without loss as TCP is, but for what the
// service in the middle is told to do to its messages.

#include <cstdint>
#include <functional>

#include "base/bytes.hpp"
#include "simulation/journal.hpp"
#include "simulation/random.hpp"
#include "simulation/scenario.hpp"
#include "simulation/scheduler.hpp"

namespace cloudx::simulation {

struct Parcel {
  enum class Kind : std::uint8_t { frame, text, close };
  Kind kind = Kind::frame;
  Bytes bytes;
  std::uint64_t client_link = 0;  // the websockets it travels on; 0: it does not need that one
  std::uint64_t agent_link = 0;
  bool intact = true;
};

class Pipe {
 public:
  using Arrive = std::function<void(Parcel)>;
  Pipe(Scheduler& scheduler, Journal& journal, const Scenario& scenario, std::uint64_t stream,
       Arrive arrive);

  // `faults`: what may happen to it; null for the service's own messages.
  void send(Parcel parcel, const MessageFaults* faults);
  void hold_until(Time time) { held_until_ = time; }
  [[nodiscard]] Time held_until() const { return held_until_; }

 private:
  void schedule(Parcel parcel, Time time);
  [[nodiscard]] Time arrival();
  void spoil(Parcel& parcel, const MessageFaults& faults);

  Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  Random random_;
  Arrive arrive_;
  Time last_arrival_ = kStart;
  Time held_until_ = kStart;
};

}  // namespace cloudx::simulation
