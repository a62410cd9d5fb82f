#include "simulation/congestion/grid.hpp"

#include <algorithm>
#include <array>

namespace cloudx::simulation {
namespace {

using namespace std::chrono_literals;
using sandbox::AgentSilence;
using sandbox::PathOptions;

constexpr std::size_t kMessage = 1144;  // a frame of 1 KiB
constexpr double kMessageLimit = 1000;  // of the service, a second

// Without the jitter a repeat would meet the same full queue at the same phase again and again
// (Floyd, Jacobson: "On traffic phase effects in packet-switched gateways", 1991).
void short_queue(PathOptions& path) {
  path.queue = std::max(10 * kMessage, static_cast<std::size_t>(path.rate * 0.010));
  path.jitter = 1ms;
}

constexpr std::array kConditions{
    Condition{"plain", "a queue without limit", [](PathOptions&) {}},
    Condition{"short-queue", "drops what exceeds 10 ms or 10 messages", short_queue},
    Condition{"loss", "1 % of the messages lost, each way",
              [](PathOptions& path) { path.loss_to_agent = path.loss_to_client = 0.01; }},
    Condition{"jitter", "up to 10 ms more, each way",
              [](PathOptions& path) { path.jitter = 10ms; }},
    Condition{"ticks", "both ends wake up every 10 ms",
              [](PathOptions& path) { path.tick = 10ms; }},
    Condition{"silent", "the agent reads nothing for 3 s",
              [](PathOptions& path) { path.silence = AgentSilence{2s, 3s, false}; }},
    Condition{"forgetful", "what comes to the agent within 3 s is lost",
              [](PathOptions& path) { path.silence = AgentSilence{2s, 3s, true}; }},
    Condition{"limit", "1000 messages a second, killed above that for 2 s", [](PathOptions&) {},
              true},
    Condition{"limit-jitter", "the same with up to 10 ms more, each way",
              [](PathOptions& path) { path.jitter = 10ms; }, true},
};

}  // namespace

std::span<const Condition> conditions() {
  return kConditions;
}

// At 200 ms the highest rate is 10 MB/s: the window spans at most 10 000 messages, and a message
// that is lost twice holds it for four round trips.
std::vector<Cell> cells(const Condition& condition) {
  std::vector<Cell> all;
  std::uint64_t seed = 1;
  for (const int round_trip : {1, 10, 50, 100, 200}) {
    for (const double rate : {0.25e6, 1e6, 5e6, round_trip < 200 ? 20e6 : 10e6}) {
      Cell cell{condition.name, round_trip, rate, {}};
      cell.options.path.round_trip = std::chrono::milliseconds(round_trip);
      cell.options.path.rate = rate;
      cell.options.path.seed = seed++;
      condition.apply(cell.options.path);
      cell.options.paced = condition.limited;
      cell.options.message_limit = condition.limited ? kMessageLimit : 0;
      cell.options.settling = round_trip < 100 ? 6s : round_trip < 200 ? 10s : 20s;
      cell.options.length = round_trip < 100 ? 16s : round_trip < 200 ? 30s : 50s;
      all.push_back(cell);
    }
  }
  return all;
}

}  // namespace cloudx::simulation
