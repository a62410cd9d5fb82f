#include "simulation/relay/run.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cloudx::relay_simulation {

namespace {

constexpr Duration kSettle = 2min;         // after the last fault
constexpr Duration kLastRequests = 10min;  // for an answer to each
constexpr Duration kEnded = 15min;         // for a relay that was ended, or that nobody uses

}  // namespace

Run::Run(const Scenario& scenario, bool trace)
    : scenario_(scenario),
      journal_(scheduler_, trace),
      ec2_(scheduler_, journal_, scenario),
      store_(scheduler_, journal_, scenario),
      network_(scheduler_, journal_, scenario, ec2_),
      monitor_(scheduler_, scenario, ec2_, store_),
      site_{scheduler_, journal_, scenario, store_, network_, monitor_, policy_},
      random_(scenario.seed, 5) {
  make_parts();
}

void Run::make_parts() {
  for (int number = 0; number < static_cast<int>(scenario_.clock_ahead.size()); ++number) {
    nodes_.push_back(std::make_unique<Node>(site_, number));
  }
  std::uint64_t stream = 100;
  for (int endpoint = 0; endpoint < scenario_.endpoints; ++endpoint) {
    const std::string id = fmt::format("mac-{}", endpoint);
    const auto client = [&](std::string name) {
      return std::make_unique<Client>(
          site_, ec2_, [this] { return any_node(); }, id, std::move(name), ++stream);
    };
    for (int number = 0; number < scenario_.clients; ++number) {
      clients_.push_back(client(fmt::format("client {} of {}", number, id)));
    }
    last_clients_.push_back(client(fmt::format("last client of {}", id)));
  }
  store_.on_change([this](std::string_view id) {
    for (const auto& node : nodes_) {
      if (!is_calm_ && random_.chance(scenario_.lost_notifications)) continue;
      scheduler_.after(random_.between(1ms, 300ms),
                       [&node, id = std::string(id)] { node->notify(id); });
    }
  });
}

Node* Run::any_node() {
  std::vector<Node*> up;
  for (const auto& node : nodes_) {
    if (node->is_up()) up.push_back(node.get());
  }
  return up.empty() ? nullptr : up[random_.below(up.size())];
}

void Run::plan_kills(Node& node) {
  if (scenario_.kills_per_minute == 0) return;
  const double minutes = (0.1 + random_.unit() * 2) / scenario_.kills_per_minute;
  scheduler_.after(std::chrono::duration_cast<Duration>(minutes * 60s), [this, &node] {
    if (is_calm_) return;
    if (node.is_up()) {
      random_.chance(0.7) ? node.kill() : node.stop();
      scheduler_.after(random_.between(3s, 60s), [&node] {
        if (!node.is_up()) node.start();
      });
    }
    plan_kills(node);
  });
}

void Run::plan_freezes(Node& node) {
  if (scenario_.freezes_per_minute == 0) return;
  const double minutes = (0.1 + random_.unit() * 2) / scenario_.freezes_per_minute;
  scheduler_.after(std::chrono::duration_cast<Duration>(minutes * 60s), [this, &node] {
    if (is_calm_) return;
    node.freeze(random_.between(1s, 90s));
    plan_freezes(node);
  });
}

// The machines to be reached ask, too, all the time.
void Run::hear_daemons() {
  if (any_node() != nullptr) site_.last_heard = scheduler_.now();
  scheduler_.after(55s, [this] { hear_daemons(); });
}

void Run::run_until(Time end) {
  while (scheduler_.step(end)) {
    if (scheduler_.steps() % 64 == 0) monitor_.check_bounds();
  }
}

void Run::calm_down() {
  journal_.note("all faults are over", "");
  is_calm_ = true;
  ec2_.calm_down();
  store_.calm_down();
  network_.calm_down();
  monitor_.calm_down();
  for (const auto& node : nodes_) {
    node->freeze(Duration{});
    if (!node->is_up()) {
      node->kill();
      node->start();
    }
  }
}

void Run::ask_once_more() {
  for (const auto& client : last_clients_) client->come(3min);
  run_until(scheduler_.now() + kLastRequests);
  for (const auto& client : last_clients_) {
    if (client->served() == 0) {
      throw Violation("nobody disturbs, and no relay: " + client->last_error());
    }
  }
}

bool Run::is_over() {
  const auto live = store_.live();
  const bool lives =
      std::ranges::any_of(ec2_.machines(), [](const auto& one) { return one.second.alive(); });
  return !lives && live && live->empty();
}

void Run::wait_for_the_end() {
  for (const auto& client : clients_) client->leave();
  for (const auto& client : last_clients_) client->leave();
  // Some relays are ended, others have to end by themselves.
  for (int endpoint = 0; endpoint < scenario_.endpoints; ++endpoint) {
    if (random_.chance(0.5)) any_node()->end(fmt::format("mac-{}", endpoint));
  }
  run_until(scheduler_.now() + kEnded);
  for (const auto& [id, machine] : ec2_.machines()) {
    if (machine.alive() && !machine.watch_fails) throw Violation(id + " is left behind");
  }
  const Time end = scheduler_.now() + scenario_.options.most + 5min;
  while (!is_over()) {
    if (scheduler_.now() >= end) throw Violation("a VM or a record is left behind");
    run_until(scheduler_.now() + 1min);
  }
}

void Run::simulate() {
  const Time end = scheduler_.now() + scenario_.active;
  for (const auto& node : nodes_) {
    node->start();
    plan_kills(*node);
    plan_freezes(*node);
  }
  hear_daemons();
  for (const auto& client : clients_) client->come_and_go(end);
  run_until(end);
  calm_down();
  run_until(scheduler_.now() + kSettle);
  ask_once_more();
  wait_for_the_end();
}

seeds::Outcome Run::execute() {
  seeds::Outcome outcome = seeds::observe([this] { simulate(); }, scheduler_, journal_);
  for (const auto& client : clients_) outcome.amount += client->served();
  return outcome;
}

}  // namespace cloudx::relay_simulation
