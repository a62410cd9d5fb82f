#include "protocol/ssm/session_kind.hpp"

#include <algorithm>

#include "protocol/ssm/handshake.hpp"

namespace cloudx::ssm {
namespace {

bool has_type(const RequestedAction& action) {
  return action.properties && std::ranges::any_of(*action.properties, [](const auto& property) {
           return property.first == "type" && !property.second.empty();
         });
}

}  // namespace

std::optional<SessionKind> kind_of(const RequestedAction& session_type) {
  const std::string& type = session_type.session_type;
  if (type == "Port") {
    return has_type(session_type) ? SessionKind::port_forwarding : SessionKind::raw_port;
  }
  if (type == "Standard_Stream" || type == "InteractiveCommands") return SessionKind::terminal;
  if (type == "NonInteractiveCommands") return SessionKind::command;
  return std::nullopt;
}

}  // namespace cloudx::ssm
