#include "simulation/scheduler.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace cloudx::simulation {

namespace {

constexpr std::chrono::seconds kUnixStart{1'700'000'000};

}  // namespace

ssm::Instant client_clock(Time time) {
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(time - kStart);
  return {time, static_cast<std::uint64_t>((kUnixStart + since).count())};
}

sandbox::Time agent_clock(Time time) {
  return sandbox::Time(kUnixStart + (time - kStart));
}

bool Scheduler::later(const Event& a, const Event& b) {
  return std::tie(a.time, a.order) > std::tie(b.time, b.order);
}

void Scheduler::at(Time time, Action action) {
  heap_.push_back({std::max(time, now_), order_++, std::move(action)});
  std::ranges::push_heap(heap_, later);
}

bool Scheduler::step(Time limit) {
  if (heap_.empty() || heap_.front().time > limit) {
    now_ = std::max(now_, limit);
    return false;
  }
  std::ranges::pop_heap(heap_, later);
  Event event = std::move(heap_.back());
  heap_.pop_back();
  now_ = event.time;
  ++steps_;
  event.action();
  return true;
}

}  // namespace cloudx::simulation
