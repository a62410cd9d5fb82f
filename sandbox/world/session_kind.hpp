#pragma once
// What a Session Manager session is used for: it follows from the session type and the properties
// of its document.

#include <cstdint>
#include <string_view>
#include <utility>

namespace cloudx::sandbox {

enum class SessionKind : std::uint8_t {
  raw_port,             // Port without a type: a pipe to one port
  local_port,           // Port of type LocalPortForwarding, to the instance itself
  remote_host,          // the same to a host that the instance reaches
  shell,                // Standard_Stream
  interactive_command,  // InteractiveCommands, and what ecs:ExecuteCommand starts
  exec,                 // NonInteractiveCommands
};

[[nodiscard]] constexpr std::string_view name_of(SessionKind kind) {
  switch (kind) {
    case SessionKind::raw_port:
      return "raw-port";
    case SessionKind::local_port:
      return "local-port";
    case SessionKind::remote_host:
      return "remote-host";
    case SessionKind::shell:
      return "shell";
    case SessionKind::interactive_command:
      return "interactive-command";
    case SessionKind::exec:
      return "exec";
  }
  std::unreachable();
}

}  // namespace cloudx::sandbox
