#pragma once
// The system's ssh to a relay, under a configuration of our own: what the user's files say about
// hosts is not for it.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "protocol/relay/endpoint_view.hpp"

namespace cloudx::relay {

// The modes of the relay's forced command (docs/relay-protocol.md, "The relay VM").
enum class RelayMode : std::uint8_t { forward, connect, attend };

struct SshInvocation {
  RelayMode mode = RelayMode::connect;
  std::filesystem::path identity{};
  std::filesystem::path known_hosts{};  // what known_hosts_line() says; unused without a host key
  std::string local_end{};              // attend: ssh listens there for who wants to the endpoint
  std::uint16_t port = 22;              // forward: of this machine, all that the relay can reach
};

// Whether the relay's host key is known. Only relays that a service of version 2 launched have one
// that is.
[[nodiscard]] bool is_pinned(const EndpointView& relay);

// For the known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): the relay's one key.
[[nodiscard]] std::string known_hosts_line(const EndpointView& relay);

// "ssh" and its arguments. `relay` is running.
[[nodiscard]] std::vector<std::string> ssh_arguments(const EndpointView& relay,
                                                     const SshInvocation& invocation);

}  // namespace cloudx::relay
