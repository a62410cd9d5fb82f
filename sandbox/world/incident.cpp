#include "sandbox/world/incident.hpp"

#include <type_traits>

#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/format.h>

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

template <class Field>
bool set(Field& field, const json::value& value) {
  if constexpr (std::is_same_v<Field, Duration>) {
    const auto milliseconds = json::try_value_to<std::uint32_t>(value);
    if (milliseconds) field = std::chrono::milliseconds(*milliseconds);
    return milliseconds.has_value();
  } else {
    const auto given = json::try_value_to<Field>(value);
    if (given) field = *given;
    return given.has_value();
  }
}

bool set(GatewayRestart& incident, std::string_view name, const json::value& value) {
  if (name == "for_ms") return set(incident.down, value);
  if (name == "close_code") return set(incident.close_code, value);
  return name == "unavailable" && set(incident.unavailable, value);
}

bool set(AgentRestart& incident, std::string_view name, const json::value& value) {
  return name == "for_ms" && set(incident.away, value);
}

bool set(WorkerKill& incident, std::string_view name, const json::value& value) {
  return name == "output" && set(incident.output, value);
}

bool set(AgentStall& incident, std::string_view name, const json::value& value) {
  return name == "for_ms" && set(incident.lasting, value);
}

bool set(BlackHole& incident, std::string_view name, const json::value& value) {
  return name == "for_ms" && set(incident.lasting, value);
}

Result<Incident> named(std::string_view name) {
  if (name == "gateway-restart") return GatewayRestart{};
  if (name == "agent-restart") return AgentRestart{};
  if (name == "worker-kill") return WorkerKill{};
  if (name == "agent-stall") return AgentStall{};
  if (name == "black-hole") return BlackHole{};
  return fail(Errc::not_found, fmt::format("no incident is called \"{}\"", name));
}

}  // namespace

Result<Incident> parse_incident(std::string_view name, const json::object& settings) {
  Result<Incident> incident = named(name);
  if (!incident) return incident;
  for (const auto& [key, value] : settings) {
    const std::string_view setting(key.data(), key.size());
    const bool done = std::visit([&](auto& of) { return set(of, setting, value); }, *incident);
    if (!done) {
      return fail(Errc::usage,
                  fmt::format("\"{}\" is no setting of {} or has a wrong value", setting, name));
    }
  }
  return incident;
}

}  // namespace cloudx::sandbox
