#include "simulation/pipe.hpp"

#include <algorithm>
#include <utility>

#include "simulation/wire.hpp"

namespace cloudx::simulation {

Pipe::Pipe(Scheduler& scheduler, Journal& journal, const Scenario& scenario, std::uint64_t stream,
           Arrive arrive)
    : scheduler_(scheduler),
      journal_(journal),
      scenario_(scenario),
      random_(scenario.seed, stream),
      arrive_(std::move(arrive)) {}

void Pipe::send(Parcel parcel, const MessageFaults* faults) {
  if (faults == nullptr) {
    schedule(std::move(parcel), arrival());
    return;
  }
  const auto size = static_cast<std::int64_t>(parcel.bytes.size());
  if (random_.chance(faults->drop)) {
    journal_.note(What::dropped, size);
    return;
  }
  spoil(parcel, *faults);
  if (random_.chance(faults->delay)) {
    journal_.note(What::delayed, size);
    last_arrival_ =
        std::max(last_arrival_, scheduler_.now() + random_.between(1ms, faults->longest_delay));
  }
  if (random_.chance(faults->twice)) {
    journal_.note(What::doubled, size);
    schedule(parcel, arrival() + random_.between(0ms, faults->longest_delay));
  }
  if (random_.chance(faults->reorder)) {
    journal_.note(What::reordered, size);
    schedule(std::move(parcel), arrival() + random_.between(1ms, 2 * scenario_.latency + 50ms));
    return;
  }
  schedule(std::move(parcel), arrival());
}

void Pipe::spoil(Parcel& parcel, const MessageFaults& faults) {
  if (random_.chance(faults.truncate)) {
    journal_.note(What::truncated, static_cast<std::int64_t>(parcel.bytes.size()));
    truncate(parcel.bytes, random_);
    parcel.intact = false;
  } else if (random_.chance(faults.corrupt)) {
    journal_.note(What::corrupted, static_cast<std::int64_t>(parcel.bytes.size()));
    corrupt(parcel.bytes, random_);
    parcel.intact = false;
  }
}

Time Pipe::arrival() {
  Time time = scheduler_.now() + scenario_.latency;
  if (scenario_.jitter > 0ns) time += random_.between(0ns, scenario_.jitter);
  last_arrival_ = std::max({last_arrival_, time, held_until_});
  return last_arrival_;
}

void Pipe::schedule(Parcel parcel, Time time) {
  scheduler_.at(time, [this, parcel = std::move(parcel)]() mutable { arrive_(std::move(parcel)); });
}

}  // namespace cloudx::simulation
