#pragma once
// The kinds of session that a client meets, as the agent tells them in its handshake, or by having
// none (aws/amazon-ssm-agent, agent/session/plugins and agent/session/datachannel).

#include <cstdint>
#include <initializer_list>
#include <optional>

namespace cloudx::ssm {

struct RequestedAction;

enum class SessionKind : std::uint8_t {
  raw_port,         // Port without a `type`: the bytes of one TCP connection
  port_forwarding,  // Port with a `type`: many connections in one stream (smux), or one by one
  terminal,         // Standard_Stream, InteractiveCommands: a pseudo-terminal
  command,          // NonInteractiveCommands: a command without input
};

// Which of them a client can carry on with. Any other is refused in the handshake.
class SessionKinds {
 public:
  SessionKinds(std::initializer_list<SessionKind> kinds) {
    for (const SessionKind kind : kinds) bits_ |= bit(kind);
  }
  [[nodiscard]] bool contain(SessionKind kind) const { return (bits_ & bit(kind)) != 0; }

 private:
  static unsigned bit(SessionKind kind) { return 1U << static_cast<unsigned>(kind); }
  unsigned bits_ = 0;
};

// nullopt: a type that no agent of today uses.
[[nodiscard]] std::optional<SessionKind> kind_of(const RequestedAction& session_type);

// The agent ends such a session when it is asked to by a flag; others only the service ends.
[[nodiscard]] constexpr bool is_port(SessionKind kind) {
  return kind == SessionKind::raw_port || kind == SessionKind::port_forwarding;
}

}  // namespace cloudx::ssm
