#include "simulation/smux/run.hpp"

#include <fmt/format.h>

namespace cloudx::smux_simulation {
namespace {

// Far more than the slowest run takes.
constexpr Duration kLongest = 1h;
constexpr Duration kCalm = 10min;  // in which everything that is under way arrives

}  // namespace

Run::Run(const Scenario& scenario, bool trace)
    : site_(scenario, trace),
      up_(site_, 40, [this](Bytes message) { agent_.arrive(std::move(message)); }),
      down_(site_, 41,
            [this](Bytes message) {
              bytes_ += message.size();
              client_.arrive(std::move(message));
            }),
      agent_(
          site_,
          [this](std::size_t count) {
            bytes_ += count;
            site_.scheduler.after(site_.scenario.latency,
                                  [this, count] { client_.acknowledged(count); });
          },
          down_),
      client_(site_, up_) {
  client_.meet(agent_);
}

void Run::run_until(simulation::Time end) {
  while (!client_.is_done() && site_.scheduler.step(end)) {
  }
}

void Run::simulate() {
  client_.start();
  run_until(simulation::kStart + kLongest);
  if (!client_.is_done()) throw Violation("connections are left that do not end");
  const auto calm = site_.scheduler.now() + kCalm;
  while (site_.scheduler.step(calm)) {
  }
  client_.check_empty();
  check_ends();
}

void Run::check_ends() const {
  if (agent_.streams() > 0) throw Violation("the agent keeps a stream");
  for (const auto& [id, plan] : site_.plans) {
    const bool was_reset = plan->end == Plan::End::local_resets;
    if (!agent_.got_fin(id) && !was_reset) throw Violation(fmt::format("no FIN of {}", id));
    if (was_reset || agent_.ended_first(id)) continue;
    if (agent_.arrived(id) != plan->upload) {
      throw Violation(
          fmt::format("{} bytes of {} of stream {} arrived", agent_.arrived(id), plan->upload, id));
    }
  }
}

seeds::Outcome Run::execute() {
  seeds::Outcome outcome = seeds::observe([this] { simulate(); }, site_.scheduler, site_.journal);
  outcome.amount = bytes_;
  return outcome;
}

}  // namespace cloudx::smux_simulation
