#include "protocol/ssm/version.hpp"

#include <charconv>

namespace cloudx::ssm {

std::optional<AgentVersion> parse_agent_version(std::string_view text) {
  AgentVersion version{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < version.size(); ++i) {
    if (i > 0) {
      if (at == end || *at != '.') return std::nullopt;
      ++at;
    }
    const auto [next, error] = std::from_chars(at, end, version[i]);
    if (error != std::errc{}) return std::nullopt;
    at = next;
  }
  if (at != end) return std::nullopt;
  return version;
}

bool is_client_version(std::string_view text) {
  constexpr AgentVersion kLastThatGetsKeepalive = {1, 2, 331, 0};
  const auto version = parse_agent_version(text);
  return version && *version > kLastThatGetsKeepalive;
}

bool has_multiplexer(std::string_view agent_version) {
  const auto version = parse_agent_version(agent_version);
  return version && *version > kLastWithoutMultiplexer;
}

bool wants_keepalive(std::string_view agent_version) {
  const auto version = parse_agent_version(agent_version);
  return !version || *version <= kLastWithKeepalive;
}

}  // namespace cloudx::ssm
