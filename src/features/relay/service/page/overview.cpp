#include "features/relay/service/page/overview.hpp"

#include <algorithm>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "features/relay/reconcile/relay_rules.hpp"
#include "features/relay/service/page/running_cost.hpp"

namespace cloudx::relay {

namespace json = boost::json;
using store::Event;
using store::Presence;
using store::RelayState;
using store::Time;

namespace {

// What is known of one endpoint; null: nothing.
struct Endpoint {
  const RelayState* relay = nullptr;
  const Presence* connect = nullptr;
  const Presence* forward = nullptr;

  [[nodiscard]] bool is_live() const {
    return relay != nullptr && relay->phase != RelayPhase::none;
  }
  [[nodiscard]] Time heard() const {
    Time last = relay != nullptr ? relay->wanted_at : Time{};
    if (connect != nullptr) last = std::max(last, connect->seen);
    if (forward != nullptr) last = std::max(last, forward->seen);
    return last;
  }
};
using Endpoints = std::map<std::string_view, Endpoint>;

Endpoints endpoints_of(const Overview& overview) {
  Endpoints endpoints;
  for (const RelayState& relay : overview.relays) endpoints[relay.id].relay = &relay;
  for (const Presence& presence : overview.presences) {
    Endpoint& endpoint = endpoints[presence.id];
    (presence.role == "forward" ? endpoint.forward : endpoint.connect) = &presence;
  }
  return endpoints;
}

using Entry = Endpoints::value_type;

// Those with a relay first, each part by id.
std::vector<const Entry*> shown(const Endpoints& endpoints) {
  std::vector<const Entry*> entries;
  entries.reserve(endpoints.size());
  for (const Entry& entry : endpoints) entries.push_back(&entry);
  if (entries.size() > kEndpointsShown) {
    std::ranges::sort(entries, std::ranges::greater(), [](const Entry* entry) {
      return std::pair(entry->second.is_live(), entry->second.heard());
    });
    entries.resize(kEndpointsShown);
  }
  std::ranges::sort(entries, {}, [](const Entry* entry) {
    return std::pair(!entry->second.is_live(), entry->first);
  });
  return entries;
}

std::int64_t seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

json::value presence_json(const Presence* presence) {
  if (presence == nullptr) return nullptr;
  return json::object{{"seen", seconds(presence->seen)},
                      {"peer", presence->peer},
                      {"attached", presence->attached}};
}

json::value relay_json(const RelayState* relay, Time now, double hourly_price) {
  if (relay == nullptr || relay->phase == RelayPhase::none) return nullptr;
  json::object object{{"instance_id", relay->instance_id},
                      {"address", relay->address},
                      {"wanted_at", seconds(relay->wanted_at)},
                      {"launched_at", seconds(relay->launched_at)},
                      {"idle_since", seconds(relay->last_used)},
                      {"v1", relay->v1},
                      {"cost", 0.0}};
  if (!relay->instance_id.empty()) {
    object["cost"] = running_cost(now - relay->launched_at, hourly_price);
  }
  return object;
}

json::object endpoint_json(const Entry& entry, Time now, double hourly_price) {
  const auto& [id, endpoint] = entry;
  const RelayState none;
  const RelayState& state = endpoint.relay != nullptr ? *endpoint.relay : none;
  return {{"id", id},
          {"phase", name(state.phase)},
          {"step", state.step},
          {"error", state.error},
          {"relay", relay_json(endpoint.relay, now, hourly_price)},
          {"connect", presence_json(endpoint.connect)},
          {"forward", presence_json(endpoint.forward)}};
}

json::object event_json(const Event& event) {
  return {{"number", event.number}, {"at", seconds(event.at)}, {"id", event.id},
          {"who", event.who},       {"peer", event.peer},      {"what", event.what}};
}

}  // namespace

std::string mark_of(const Overview& overview) {
  std::string facts;
  for (const RelayState& relay : overview.relays) {
    facts += fmt::format("{} {}\n", relay.id, relay.version);
  }
  for (const Presence& presence : overview.presences) {
    facts += fmt::format("{} {} {} {} {}\n", presence.id, presence.role, presence.peer,
                         presence.attached, overview.now - presence.seen < kPresentFor);
  }
  if (!overview.events.empty()) facts += fmt::format("{}\n", overview.events.front().number);
  return hex(sha256(as_bytes(facts)));
}

std::string to_json(const Overview& overview, const Server& server, const ServiceConfig& config) {
  const Endpoints all = endpoints_of(overview);
  json::array endpoints;
  for (const Entry* const entry : shown(all)) {
    endpoints.push_back(endpoint_json(*entry, overview.now, config.price_of_an_hour()));
  }
  json::array events;
  for (const Event& event : overview.events) events.push_back(event_json(event));
  return json::serialize(json::object{{"mark", mark_of(overview)},
                                      {"time", seconds(overview.now)},
                                      {"node", server.node},
                                      {"version", server.version},
                                      {"hourly_price", config.price_of_an_hour()},
                                      {"idle_minutes", config.idle.count()},
                                      {"max_hours", config.most.count()},
                                      {"present_seconds", kPresentFor.count()},
                                      {"endpoints_known", all.size()},
                                      {"endpoints", std::move(endpoints)},
                                      {"events", std::move(events)}});
}

}  // namespace cloudx::relay
