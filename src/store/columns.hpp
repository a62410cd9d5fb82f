#pragma once
// The columns that SQLite and PostgreSQL keep a record in: their names, and the visit of a record's
// members in the same order.

#include <concepts>
#include <string_view>
#include <type_traits>

#include "store/relay_state.hpp"

namespace cloudx::store {

inline constexpr std::string_view kStateColumns =
    "id, phase, version, client_token, image_id, attempt, instance_id, address, host_key, step, "
    "error, v1, wanted_at, launched_at, last_used, owner, lease_until, launcher";
inline constexpr std::string_view kPresenceColumns = "id, role, seen, peer, attached";
inline constexpr std::string_view kEventColumns = "number, at, id, who, peer, what";

template <class Record, class Kind>
concept MaybeConst = std::same_as<std::remove_const_t<Record>, Kind>;

template <MaybeConst<RelayState> Record, class Visit>
void each_column(Record& state, Visit&& visit) {
  visit(state.id);
  visit(state.phase);
  visit(state.version);
  visit(state.client_token);
  visit(state.image_id);
  visit(state.attempt);
  visit(state.instance_id);
  visit(state.address);
  visit(state.host_key);
  visit(state.step);
  visit(state.error);
  visit(state.v1);
  visit(state.wanted_at);
  visit(state.launched_at);
  visit(state.last_used);
  visit(state.owner);
  visit(state.lease_until);
  visit(state.launcher);
}

template <MaybeConst<Presence> Record, class Visit>
void each_column(Record& presence, Visit&& visit) {
  visit(presence.id);
  visit(presence.role);
  visit(presence.seen);
  visit(presence.peer);
  visit(presence.attached);
}

template <MaybeConst<Event> Record, class Visit>
void each_column(Record& event, Visit&& visit) {
  visit(event.number);
  visit(event.at);
  visit(event.id);
  visit(event.who);
  visit(event.peer);
  visit(event.what);
}

}  // namespace cloudx::store
