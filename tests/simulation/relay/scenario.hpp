#pragma once
// What one run is made of: all of it follows from the seed.

#include <chrono>
#include <cstdint>
#include <vector>

#include "features/relay/reconcile/reconciler.hpp"
#include "simulation/relay/clock.hpp"

namespace cloudx::relay_simulation {

struct Scenario {
  std::uint64_t seed = 0;
  relay::ReconcilerOptions options;
  Duration active{};  // clients come and faults happen for that long
  int endpoints = 1;
  int clients = 1;                    // of each endpoint
  std::vector<Duration> clock_ahead;  // of each node
  double kills_per_minute = 0;        // of each node
  double freezes_per_minute = 0;      // of each node
  double lost_notifications = 0;      // of the changes that nodes are told of

  struct Ec2 {
    Duration lag{};                 // until what happened is shown, at most
    Duration slowest{};             // answer
    double throttled = 0;           // of all calls, and so below
    double lost_request = 0;        // before EC2 got it
    double lost_answer = 0;         // after EC2 carried it out
    double refused = 0;             // launches, for good
    double full = 0;                // choices of instance type and place, each for minutes
    double trouble_per_minute = 0;  // times during which no call succeeds
    double died_young = 0;          // VMs that end while they boot
    double died_later = 0;
    double hidden = 0;       // VMs whose SSH server the service does not reach
    double watch_fails = 0;  // VMs that do not end when nobody uses them
  } ec2;

  struct Store {
    Duration slowest{};
    double fails = 0;        // calls that change nothing
    double answer_lost = 0;  // changes that are carried out and told as a failure
    double outages_per_minute = 0;
    double read_only = 0;  // of the outages
    // The store forgets all of it once. Then only the end of the run is judged.
    bool is_lost = false;
  } store;

  struct Users {
    double gives_up = 0;       // while the relay is launched
    double operator_ends = 0;  // relays that somebody ends while they are used
    Duration longest_stay{};
  } users;

  // No two nodes work on an endpoint at the same time: their clocks are close enough.
  [[nodiscard]] bool leases_hold() const;
};

[[nodiscard]] Scenario make_scenario(std::uint64_t seed);

}  // namespace cloudx::relay_simulation
