#include "features/relay/reconcile/relay_rules.hpp"

#include <algorithm>

#include "features/relay/reconcile/injected_bug.hpp"

namespace cloudx::relay {

namespace {

bool is_about(const RelayState& state, std::string_view token) {
  return state.phase != RelayPhase::none && state.client_token == token;
}

// Nothing of the former relay but its version and where it was asked from.
void clear_relay(RelayState& state) {
  RelayState fresh;
  fresh.id = std::move(state.id);
  fresh.version = state.version;
  fresh.wanted_at = state.wanted_at;
  fresh.last_used = state.last_used;
  state = std::move(fresh);
}

void begin_attempt(RelayState& state, std::string_view token) {
  state.client_token = token;
  state.instance_id.clear();
  state.address.clear();
  state.host_key.clear();
  state.launched_at = {};
  state.step = "asking EC2 for a relay";
  ++state.attempt;
}

}  // namespace

NextStep next_step(const RelayState& state) {
  switch (state.phase) {
    case RelayPhase::none:
      return NextStep::nothing;
    case RelayPhase::running:
      return NextStep::watch;
    case RelayPhase::launching:
      if (state.instance_id.empty()) {
        return state.image_id.empty() ? NextStep::prepare : NextStep::launch;
      }
      return state.address.empty() ? NextStep::look : NextStep::probe;
    case RelayPhase::ending:
      // Without an image RunInstances was never sent.
      if (kInjectedBug == InjectedBug::not_looked_for) return NextStep::terminate;
      return state.instance_id.empty() && !state.image_id.empty() ? NextStep::find
                                                                  : NextStep::terminate;
  }
  return NextStep::nothing;
}

bool want(RelayState& state, Time now, std::string_view token, bool v1, std::string_view client) {
  if (state.phase == RelayPhase::ending) return false;
  state.last_used = now;
  state.v1 = state.v1 || v1;
  if (state.launcher != client) state.launcher.clear();
  if (state.phase != RelayPhase::none) return true;
  clear_relay(state);
  state.launcher = client;
  state.phase = RelayPhase::launching;
  state.v1 = v1;
  state.wanted_at = now;
  begin_attempt(state, token);
  return true;
}

bool use(RelayState& state, Time now) {
  // Also when the clock was set back: a client that goes unnoted would count as unheard.
  if (state.phase == RelayPhase::none || state.last_used == now) return false;
  state.last_used = now;
  return true;
}

bool begin_end(RelayState& state, std::string_view step, std::string_view why) {
  if (state.phase != RelayPhase::launching && state.phase != RelayPhase::running) return false;
  state.phase = RelayPhase::ending;
  state.step = step;
  state.error = why;
  return true;
}

bool abandon_launch(RelayState& state, std::string_view token, std::string_view step,
                    std::string_view why) {
  if (!is_about(state, token) || state.phase != RelayPhase::launching) return false;
  return begin_end(state, step, why);
}

bool outlived(RelayState& state, std::string_view token) {
  return is_about(state, token) && begin_end(state, "ending the relay", "");
}

bool give_up(RelayState& state, std::string_view client) {
  if (client.empty() || state.launcher != client) return false;
  return begin_end(state, "ending the relay", "");
}

bool take_lease(RelayState& state, std::string_view owner, Time now, std::chrono::seconds lease) {
  if (state.phase == RelayPhase::none) return false;
  const bool is_taken = state.owner != owner && state.lease_until > now;
  if (is_taken && kInjectedBug != InjectedBug::lease_ignored) return false;
  state.owner = owner;
  state.lease_until = now + lease;
  return true;
}

bool give_lease(RelayState& state, std::string_view owner) {
  if (state.owner != owner) return false;
  state.owner.clear();
  state.lease_until = {};
  return true;
}

bool chose_image(RelayState& state, std::string_view token, std::string_view image) {
  if (!is_about(state, token) || state.phase != RelayPhase::launching) return false;
  state.image_id = image;
  return true;
}

bool launched(RelayState& state, std::string_view token, const Launched& instance) {
  if (!is_about(state, token) || !state.instance_id.empty()) return false;
  // One that was taken over is not this client's to give up.
  if (instance.client_token != token) state.launcher.clear();
  state.instance_id = instance.instance_id;
  state.client_token = instance.client_token;
  state.launched_at = instance.at;
  if (state.phase == RelayPhase::launching) state.step = "waiting for " + instance.instance_id;
  return true;
}

bool got_address(RelayState& state, std::string_view token, std::string_view address) {
  if (!is_about(state, token) || state.phase != RelayPhase::launching) return false;
  state.address = address;
  state.step = state.instance_id + " runs, waiting for its SSH server";
  return true;
}

bool is_ready(RelayState& state, std::string_view token, std::string_view host_key, Time now) {
  if (!is_about(state, token) || state.phase != RelayPhase::launching) return false;
  state.phase = RelayPhase::running;
  state.host_key = host_key;
  state.step = "ready";
  state.last_used = now;  // the time that the launch took does not count as idle
  return true;
}

bool died(RelayState& state, std::string_view token, std::string_view why,
          std::string_view next_token) {
  if (!is_about(state, token)) return false;
  if (state.phase == RelayPhase::launching && state.attempt < kMaxAttempts) {
    begin_attempt(state, next_token);
    return true;
  }
  clear_relay(state);
  state.error = why;
  return true;
}

bool crowded_out(RelayState& state, std::string_view token, std::string_view why,
                 std::string_view next_token) {
  if (!is_about(state, token) || state.phase != RelayPhase::launching) return false;
  begin_attempt(state, next_token);
  if (state.error.empty()) state.error = why;
  return true;
}

bool refused(RelayState& state, std::string_view token, std::string_view why) {
  if (!is_about(state, token)) return false;
  clear_relay(state);
  state.error = why;
  return true;
}

bool ended(RelayState& state, std::string_view token) {
  if (!is_about(state, token)) return false;
  const std::string error = state.phase == RelayPhase::ending ? state.error : "";
  clear_relay(state);
  state.error = error;
  return true;
}

bool taken_in(RelayState& state, const Launched& instance, std::string_view address,
              std::string_view host_key, Time now) {
  if (state.phase != RelayPhase::none) return false;
  clear_relay(state);
  state.phase = RelayPhase::running;
  state.instance_id = instance.instance_id;
  state.client_token = instance.client_token;
  state.launched_at = instance.at;
  state.wanted_at = instance.at;
  state.address = address;
  state.host_key = host_key;
  state.step = "ready";
  state.v1 = true;  // perhaps: no client has said yet that it uses it
  state.last_used = now;
  return true;
}

bool begin_end_of(RelayState& state, const Launched& instance, Time now) {
  if (state.phase != RelayPhase::none) return false;
  clear_relay(state);
  state.instance_id = instance.instance_id;
  state.client_token = instance.client_token;
  state.launched_at = instance.at;
  state.wanted_at = now;
  state.phase = RelayPhase::ending;
  state.step = "ending the relay";
  return true;
}

bool may_have_had(const RelayState& state, Time launched_at) {
  return launched_at <= state.wanted_at + kLaunchLimit + kUnseenLimit;
}

bool launch_overdue(const RelayState& state, Time now) {
  return state.phase == RelayPhase::launching && now - state.wanted_at > kLaunchLimit;
}

std::string_view limit_reached(const RelayState& state, const RelayTimes& times,
                               std::chrono::minutes idle, std::chrono::hours most) {
  if (state.phase != RelayPhase::running) return {};
  if (times.age > most) return "it ran for as long as relays may";
  // A version 1 client says when it wants in and never again: there the relay itself knows best.
  const auto unheard_limit = std::max<std::chrono::seconds>(idle * kUnheardFactor, kUnheardAtLeast);
  if (!state.v1 && times.unheard > unheard_limit) {
    return "nobody used it, and it did not end by itself";
  }
  return {};
}

}  // namespace cloudx::relay
