// The steps of a launch and of an end. Each looks at the record, does one thing at EC2 and writes
// down what came of it: a process that dies in between leaves a record from which the same step is
// done again, and EC2's client token keeps that from launching twice.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "aws/core/retry.hpp"
#include "features/relay/service/keeper.hpp"
#include "features/relay/service/now.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::seconds kProbeTime{4};

std::string in_words(const Error& error) {
  return error.service_code.empty()
             ? error.message
             : fmt::format("{} ({})",
                           error.service_message.empty() ? error.message : error.service_message,
                           error.service_code);
}

// Worth another try with the same token.
bool may_pass(const Error& error) {
  return aws::retry_reason(error, aws::Repeat::freely) != aws::RetryReason::none ||
         error.kind == Errc::interrupted || error.service_code == "IdempotentParameterMismatch";
}

// There is no room for this type in this place, or it is not offered there; others may do. EC2
// tells the first one as a failure of its own (500), and may for hours.
bool wants_another_choice(const Error& error) {
  constexpr std::array<std::string_view, 6> kCodes{
      "InsufficientInstanceCapacity", "InsufficientCapacity",
      "InsufficientHostCapacity",     "Unsupported",
      "UnsupportedOperation",         "InsufficientFreeAddressesInSubnet"};
  return std::ranges::find(kCodes, error.service_code) != kCodes.end();
}

Launched as_launched(const Vm& vm, Time fallback) {
  return {vm.instance_id, vm.client_token, vm.launched_at == Time{} ? fallback : vm.launched_at};
}

}  // namespace

awaitable<Keeper::After> Keeper::step(RelayState state) {
  if (launch_overdue(state, now())) {
    const std::string why = "the launch took too long: " + state.step;
    note_(state.id, why);
    co_await change(state.id, [why](RelayState& current) {
      return begin_end(current, "giving the launch up", why);
    });
    co_return After::again;
  }
  switch (next_step(state)) {
    case NextStep::choose_image:
      co_return co_await choose_image(std::move(state));
    case NextStep::launch:
      co_return co_await launch(std::move(state));
    case NextStep::look:
      co_return co_await look(std::move(state));
    case NextStep::probe:
      co_return co_await probe(std::move(state));
    case NextStep::find:
      co_return co_await find(std::move(state));
    case NextStep::terminate:
      co_return co_await terminate(std::move(state));
    case NextStep::nothing:
    case NextStep::watch:
      break;
  }
  co_return After::done;
}

bool Keeper::has_lost_patience(std::string_view id) const {
  const auto since = in_trouble_.find(id);
  return since != in_trouble_.end() && Clock::now() - since->second >= kRefusalLimit;
}

awaitable<Keeper::After> Keeper::failed(RelayState state, Error error) {
  const std::string why = in_words(error);
  const bool is_ending = state.phase == RelayPhase::ending;
  const bool is_launched = !state.instance_id.empty();
  // Another choice was refused for want of room before: whatever is wrong with this one, too.
  const bool elsewhere = wants_another_choice(error) || (!state.error.empty() && !may_pass(error));
  if (!is_ending && !is_launched && elsewhere) {
    co_return co_await try_elsewhere(std::move(state), why);
  }
  if (is_ending ? is_launched || (may_pass(error) && !has_lost_patience(state.id))
                : may_pass(error) && !has_lost_patience(state.id)) {
    note_(state.id, "trying again: " + why);
    co_return After::long_pause;
  }
  if (is_ending) {  // EC2 will not launch with this token, so there is nothing to end
    co_await change(state.id, [token = state.client_token](RelayState& current) {
      return ended(current, token);
    });
    co_return After::done;
  }
  note_(state.id, "cannot launch: " + why);
  co_await change(state.id, [token = state.client_token, why, is_launched](RelayState& current) {
    return is_launched ? begin_end(current, "giving the launch up", why)
                       : refused(current, token, why);
  });
  co_return is_launched ? After::again : After::done;
}

awaitable<Keeper::After> Keeper::try_elsewhere(RelayState state, std::string why) {
  const bool is_late = now() - state.wanted_at > kRefusalLimit;
  if (state.attempt < instances_.choices() && !is_late) {
    note_(state.id,
          fmt::format("{}; trying {}", why, instances_.describe_choice(state.attempt + 1)));
    co_await change(state.id,
                    [token = state.client_token, why, next = instances_.new_token()](
                        RelayState& current) { return crowded_out(current, token, why, next); });
    co_return After::again;
  }
  if (!state.error.empty()) why = state.error;  // the first one says what is wrong
  if (state.attempt > 1) {
    why += fmt::format("; {} other choices of instance type and place did not help",
                       state.attempt - 1);
  }
  note_(state.id, "cannot launch: " + why);
  co_await change(state.id, [token = state.client_token, why](RelayState& current) {
    return refused(current, token, why);
  });
  co_return After::done;
}

awaitable<Keeper::After> Keeper::lost(RelayState state, std::string why) {
  note_(state.id, fmt::format("{} is lost: {}", state.instance_id, why));
  co_await change(state.id, [token = state.client_token, why, next = instances_.new_token()](
                                RelayState& current) { return died(current, token, why, next); });
  co_return After::again;
}

awaitable<Keeper::After> Keeper::choose_image(RelayState state) {
  const auto image = co_await instances_.newest_image(call_budget());
  if (!image) co_return co_await failed(std::move(state), image.error());
  co_await change(state.id, [token = state.client_token, chosen = *image](RelayState& current) {
    return chose_image(current, token, chosen);
  });
  co_return After::again;
}

awaitable<Keeper::After> Keeper::launch(RelayState state) {
  const auto vms = co_await instances_.vms_of(state.id, call_budget());
  if (!vms) co_return co_await failed(std::move(state), vms.error());
  // One that is there is taken over, whoever launched it: there is one relay an endpoint.
  const auto there = std::ranges::find_if(*vms, &Vm::alive);
  if (there == vms->end()) co_return co_await run_instance(std::move(state));
  note_(state.id, "found " + there->instance_id);
  co_await change(state.id, [token = state.client_token, found = as_launched(*there, now())](
                                RelayState& current) { return launched(current, token, found); });
  co_return After::again;
}

awaitable<Keeper::After> Keeper::run_instance(RelayState state) {
  const auto vm = co_await instances_.launch(state.id, state.client_token, state.image_id,
                                             state.attempt, call_budget());
  if (!vm) co_return co_await failed(std::move(state), vm.error());
  Launched found = as_launched(*vm, now());
  found.client_token = state.client_token;
  note_(state.id, "launched " + vm->instance_id);
  co_await change(state.id, [token = state.client_token, found](RelayState& current) {
    return launched(current, token, found);
  });
  co_return After::again;
}

awaitable<Keeper::After> Keeper::look(RelayState state) {
  const auto vms = co_await instances_.vms_of(state.id, call_budget());
  if (!vms) co_return co_await failed(std::move(state), vms.error());
  const Vm* const vm = find_by_id(*vms, state.instance_id);
  const bool is_due = now() - state.launched_at > kUnseenLimit;
  if (vm == nullptr) {
    if (is_due) co_return co_await lost(std::move(state), "EC2 does not know it");
    co_return After::pause;
  }
  if (!vm->alive()) co_return co_await lost(std::move(state), vm->reason);
  if (vm->state != aws::InstanceState::running) co_return After::pause;
  if (vm->address.empty()) {
    if (!is_due) co_return After::pause;
    co_await change(state.id, [](RelayState& current) {
      return begin_end(current, "ending the relay",
                       "it has no public address: the subnet or the launch template gives none");
    });
    co_return After::again;
  }
  co_await change(state.id, [token = state.client_token, at = vm->address](RelayState& current) {
    return got_address(current, token, at);
  });
  co_return After::again;
}

awaitable<Keeper::After> Keeper::probe(RelayState state) {
  const net::Budget budget = net::Budget{.stop = stop_}.at_most(kProbeTime);
  const bool answers = co_await answers_ssh(state.address, options_.ssh_port, budget);
  if (!answers) {
    const auto vms = co_await instances_.vms_of(state.id, call_budget());
    const Vm* const vm = vms ? find_by_id(*vms, state.instance_id) : nullptr;
    if (vm != nullptr && !vm->alive()) co_return co_await lost(std::move(state), vm->reason);
    if (now() - state.launched_at < kProbeLimit) co_return After::pause;
    note_(state.id, state.instance_id + " runs; its SSH server is not seen from here");
    hidden_.insert(state.instance_id);
  }
  co_await change(state.id,
                  [token = state.client_token, key = instances_.host_key(state.client_token)](
                      RelayState& current) { return is_ready(current, token, key, now()); });
  note_(state.id, fmt::format("{} is ready at {}", state.instance_id, state.address));
  co_return After::done;
}

awaitable<Keeper::After> Keeper::find(RelayState state) {
  const auto vms = co_await instances_.vms_of(state.id, call_budget());
  if (!vms) co_return co_await failed(std::move(state), vms.error());
  const auto same = std::ranges::find(*vms, state.client_token, &Vm::client_token);
  if (same == vms->end()) {
    // It may have been launched and not be shown yet. Asking with the same token again gives it, or
    // launches it now: only then is it certain what has to end.
    co_return co_await run_instance(std::move(state));
  }
  co_await change(state.id, [token = state.client_token, found = as_launched(*same, now())](
                                RelayState& current) { return launched(current, token, found); });
  co_return After::again;
}

awaitable<Keeper::After> Keeper::terminate(RelayState state) {
  const auto vms = co_await instances_.vms_of(state.id, call_budget());
  if (!vms) co_return co_await failed(std::move(state), vms.error());
  std::vector<std::string> ids;
  for (const Vm& vm : *vms) {
    if (!vm.over()) ids.push_back(vm.instance_id);
  }
  const bool is_shown = state.instance_id.empty() || find_by_id(*vms, state.instance_id) != nullptr;
  if (!is_shown) ids.push_back(state.instance_id);
  const auto all_known = co_await instances_.terminate(ids, call_budget());
  if (!all_known) co_return co_await failed(std::move(state), all_known.error());
  // A new instance may not even be known to TerminateInstances.
  if (!*all_known && now() - state.launched_at < kUnseenLimit) co_return After::pause;
  for (const std::string& id : ids) ended_[id] = Clock::now();
  if (!ids.empty()) note_(state.id, fmt::format("terminated {}", fmt::join(ids, ", ")));
  co_await change(state.id, [token = state.client_token](RelayState& current) {
    return ended(current, token);
  });
  co_return After::done;
}

}  // namespace cloudx::relay
