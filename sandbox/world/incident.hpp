#pragma once
// Something that goes wrong once, now, and mostly passes: POST /_sandbox/incidents/NAME. What goes
// wrong all the time is in faults.hpp.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

// "gateway-restart": every data channel's websocket is lost and for a while none can be opened. The
// sessions survive.
struct GatewayRestart {
  Duration down = std::chrono::seconds(2);  // "for_ms"
  std::uint16_t close_code = 0;             // "close_code"; 0: the TCP connections are cut
  bool unavailable = false;  // "unavailable": HTTP 503 meanwhile, else connections are refused
};

// "agent-restart": the agent loses its connection, and what is sent either way is lost. The client
// is told, by pause_publication and start_publication. The session's worker keeps its state.
struct AgentRestart {
  Duration away = std::chrono::seconds(2);  // "for_ms"
};

// "worker-kill": the process that holds the session at the instance dies, and the session with it.
struct WorkerKill {
  // "output"; as the agent words it.
  std::string output =
      "document process failed unexpectedly: ipc messaging received timeout signal , check "
      "[ssm-document-worker]/[ssm-session-worker] log for crash reason";
};

// "agent-stall": the agent handles no message, acknowledges included, as when the destination takes
// no more bytes.
struct AgentStall {
  Duration lasting = std::chrono::seconds(2);  // "for_ms"
};

// "black-hole": no byte of any service moves in either direction, though the TCP connections stay;
// then everything goes on.
struct BlackHole {
  Duration lasting = std::chrono::seconds(2);  // "for_ms"
};

using Incident = std::variant<GatewayRestart, AgentRestart, WorkerKill, AgentStall, BlackHole>;

// Errc::not_found for an unknown name, Errc::usage for an unknown setting or a wrong value.
[[nodiscard]] Result<Incident> parse_incident(std::string_view name,
                                              const boost::json::object& settings);

}  // namespace cloudx::sandbox
