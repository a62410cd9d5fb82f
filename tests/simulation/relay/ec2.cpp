#include "simulation/relay/ec2.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cloudx::relay_simulation {

namespace {

using relay::VmState;

constexpr Duration kShownTerminated = 1h;

}  // namespace

std::unexpected<Error> ec2_error(std::string code, int status) {
  Error error;
  error.kind = Errc::service;
  error.message = "EC2 refuses";
  error.service_code = std::move(code);
  error.http_status = status;
  return std::unexpected(std::move(error));
}

Ec2::Ec2(Scheduler& scheduler, Journal& journal, const Scenario& scenario)
    : scheduler_(scheduler), journal_(journal), scenario_(scenario), random_(scenario.seed, 2) {}

bool Ec2::is_full(std::uint32_t attempt) {
  if (is_calm_) return false;
  const auto [choice, is_new] = full_until_.try_emplace(attempt % 4, scheduler_.now());
  if (choice->second + 3min < scheduler_.now() || is_new) {  // another time begins
    const bool is_full = random_.chance(scenario_.ec2.full);
    choice->second = scheduler_.now() + (is_full ? random_.between(10s, 10min) : Duration{});
  }
  return scheduler_.now() < choice->second;
}

Result<relay::Vm> Ec2::run(const relay::RunInstance& request) {
  const auto known = by_token_.find(request.client_token);
  if (known != by_token_.end()) {
    const Launch& launch = known->second;
    if (launch.image_id != request.image_id || launch.attempt != request.attempt) {
      throw Violation(request.client_token + " is used for two different requests");
    }
    return machines_.at(launch.instance_id).vm;
  }
  if (is_full(request.attempt)) return ec2_error("InsufficientInstanceCapacity", 500);
  if (!is_calm_ && random_.chance(scenario_.ec2.refused)) {
    return ec2_error("UnauthorizedOperation", 403);
  }
  return create(request).vm;
}

// There is a new one now and then.
std::string Ec2::newest_image() const {
  return fmt::format("ami-{}", (scheduler_.now() - simulation::kStart) / 1min);
}

Machine& Ec2::create(const relay::RunInstance& request) {
  const std::string id = fmt::format("i-{}", machines_.size() + 1);
  by_token_[request.client_token] = {id, request.image_id, request.attempt};
  Machine& machine = machines_[id];
  machine.vm.instance_id = id;
  machine.vm.endpoint = request.endpoint;
  machine.vm.client_token = request.client_token;
  machine.vm.launched_at = moment(scheduler_.now()).wall;
  machine.launched = scheduler_.now();
  machine.shown_from = scheduler_.now() + random_.between(Duration{}, scenario_.ec2.lag);
  set_state(machine, VmState::pending);
  plan_life(machine);
  on_launch(machine);
  return machine;
}

void Ec2::plan_life(Machine& machine) {
  const Duration boot = random_.between(5s, 40s);
  machine.answers_from = machine.launched + boot + random_.between(2s, 30s);
  machine.is_hidden = random_.chance(scenario_.ec2.hidden);
  machine.watch_fails = random_.chance(scenario_.ec2.watch_fails);
  scheduler_.after(boot, [this, &machine] {
    if (!machine.alive()) return;
    machine.vm.address = "address of " + machine.vm.instance_id;
    set_state(machine, VmState::running);
  });
  if (!is_calm_ && random_.chance(scenario_.ec2.died_young)) {
    scheduler_.after(random_.between(1s, 60s),
                     [this, &machine] { shut_down(machine, "hardware failed"); });
  } else if (!is_calm_ && random_.chance(scenario_.ec2.died_later)) {
    scheduler_.after(random_.between(2min, 1h),
                     [this, &machine] { shut_down(machine, "hardware failed"); });
  }
  scheduler_.at(machine.answers_from, [this, &machine] { watch(machine); });
  scheduler_.after(scenario_.options.most, [this, &machine] {
    if (!machine.watch_fails) shut_down(machine, "ran for as long as relays may");
  });
}

// The VM's own watch: it ends when nobody has used it for a while.
void Ec2::watch(Machine& machine) {
  if (machine.watch_fails || machine.clients > 0) return;
  scheduler_.after(scenario_.options.idle, [this, &machine, uses = machine.uses] {
    if (machine.clients == 0 && machine.uses == uses) shut_down(machine, "nobody uses it");
  });
}

void Ec2::set_state(Machine& machine, VmState state, std::string reason) {
  machine.vm.state = state;
  machine.vm.reason = reason;
  machine.history.emplace_back(scheduler_.now(), state);
  constexpr std::array kWords{"pending",    "running",  "shuts down",
                              "terminated", "stopping", "stopped"};
  journal_.note(kWords.at(static_cast<std::size_t>(state)), machine.vm.instance_id,
                fmt::format("{} {}", machine.vm.endpoint, reason));
}

void Ec2::shut_down(Machine& machine, std::string reason) {
  if (!machine.alive()) return;
  set_state(machine, VmState::shutting_down, std::move(reason));
  scheduler_.after(random_.between(5s, 60s),
                   [this, &machine] { set_state(machine, VmState::terminated); });
}

const VmState* Ec2::shown_state(const Machine& machine) {
  const Time now = scheduler_.now();
  if (now < machine.shown_from) return nullptr;
  // Each question may be answered by another of EC2's servers, and each of them lags differently.
  const Duration lag =
      random_.chance(0.5) ? Duration{} : random_.between(Duration{}, scenario_.ec2.lag);
  const VmState* shown = &machine.history.front().second;
  for (const auto& [since, state] : machine.history) {
    if (since <= now - lag) shown = &state;
  }
  const bool is_forgotten = machine.vm.state == VmState::terminated &&
                            machine.history.back().first + kShownTerminated < now;
  return is_forgotten ? nullptr : shown;
}

std::vector<relay::Vm> Ec2::describe(std::string_view endpoint) {
  std::vector<relay::Vm> found;
  for (const auto& [id, machine] : machines_) {
    if (!endpoint.empty() && machine.vm.endpoint != endpoint) continue;
    const VmState* const state = shown_state(machine);
    if (state == nullptr) continue;
    relay::Vm vm = machine.vm;
    vm.state = *state;
    if (*state != VmState::running) vm.address.clear();
    if (!endpoint.empty() || vm.alive()) found.push_back(std::move(vm));
  }
  return found;
}

bool Ec2::terminate(const std::string& instance_id) {
  const auto found = machines_.find(instance_id);
  if (found == machines_.end() || scheduler_.now() < found->second.shown_from) return false;
  Machine& machine = found->second;
  if (!machine.alive()) return true;
  on_terminate(machine);
  shut_down(machine, "terminated");
  return true;
}

Machine* Ec2::at(std::string_view address) {
  for (auto& [id, machine] : machines_) {
    if (machine.vm.address == address) return &machine;
  }
  return nullptr;
}

bool Ec2::answers(std::string_view address, bool from_service) const {
  return std::ranges::any_of(machines_, [&](const auto& one) {
    const Machine& machine = one.second;
    return machine.vm.address == address && machine.vm.state == VmState::running &&
           machine.answers_from <= scheduler_.now() && !(from_service && machine.is_hidden);
  });
}

void Ec2::attach(Machine& machine) {
  ++machine.clients;
  ++machine.uses;
}

void Ec2::detach(Machine& machine) {
  --machine.clients;
  ++machine.uses;
  watch(machine);
}

std::vector<const Machine*> Ec2::alive_of(std::string_view endpoint) const {
  std::vector<const Machine*> found;
  for (const auto& [id, machine] : machines_) {
    if (machine.alive() && machine.vm.endpoint == endpoint) found.push_back(&machine);
  }
  return found;
}

}  // namespace cloudx::relay_simulation
