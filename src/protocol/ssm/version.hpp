#pragma once
// Dotted version numbers: the one we announce, and those of the agent that gate our behaviour.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cloudx::ssm {

// What we call ourselves to service and agent, in the opening message and in the handshake.
// 1.2.764.0 is the minimum that AWS documents as supported, and the first release of
// session-manager-plugin that signs the websocket upgrade, as we do. An agent derives from it that
// the multiplexer's keepalive is off and that port forwarding (with a `type`) uses the multiplexer.
inline constexpr std::string_view kClientVersion = "1.2.764.0";

// Whether we can call ourselves so: four numbers, newer than 1.2.331.0. To an older one agents from
// 3.1.1511.0 on speak as this client does not: with the multiplexer's keepalive.
[[nodiscard]] bool is_client_version(std::string_view text);

using AgentVersion = std::array<std::uint32_t, 4>;

// Exactly four numbers; nullopt for anything else, which counts as older than every gate.
[[nodiscard]] std::optional<AgentVersion> parse_agent_version(std::string_view text);

// session-manager-plugin's gates are all "strictly newer".
inline constexpr AgentVersion kLastWithoutTerminateFlag = {2, 3, 722, 0};
inline constexpr AgentVersion kFirstAcknowledgingDuplicates = {3, 2, 1041, 0};
inline constexpr AgentVersion kLastWithoutMultiplexer = {3, 0, 196, 0};
inline constexpr AgentVersion kLastWithKeepalive = {3, 1, 1511, 0};

// Whether sessions of the type LocalPortForwarding carry smux (protocol/smux), rather than the
// bytes of one connection at a time.
[[nodiscard]] bool has_multiplexer(std::string_view agent_version);
// Whether that agent ends a session in which no frame of ours has come for 30 to 60 s. Later ones
// have switched that off for clients newer than 1.2.331.0, as ours is.
[[nodiscard]] bool wants_keepalive(std::string_view agent_version);

}  // namespace cloudx::ssm
