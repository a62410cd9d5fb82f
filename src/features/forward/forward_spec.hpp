#pragma once
// What a user writes behind -L and -D: the grammar of ssh(1), but for three things. HOST may be
// left out, which means the instance itself; services have no names, only numbers; and an empty
// address before a colon is refused rather than taken for every address.
//
//   -L [BIND:]LPORT:[HOST:]RPORT
//   -L PATH:[HOST:]RPORT           PATH begins with / or ./ or ~/ and has no colon
//   -D [BIND:]PORT
//
// BIND is an address, localhost, or * for every address; without it connections come from this
// machine alone. IPv6 addresses stand in brackets. LPORT and PORT may be 0: any free port. With
// three parts the first one decides: a number is LPORT, all else is BIND.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"
#include "base/ip_address.hpp"

namespace cloudx::forward {

// Both loopback addresses, as far as this machine has them.
struct Loopback {
  friend bool operator==(Loopback, Loopback) = default;
};
struct EveryAddress {
  friend bool operator==(EveryAddress, EveryAddress) = default;
};
using Bind = std::variant<Loopback, EveryAddress, IpAddress>;

struct LocalPort {
  Bind bind;
  std::uint16_t port = 0;  // 0: any free one

  friend bool operator==(const LocalPort&, const LocalPort&) = default;
};

struct LocalSocket {
  std::string path;  // as written: "~/" is still in it

  friend bool operator==(const LocalSocket&, const LocalSocket&) = default;
};

using LocalEndpoint = std::variant<LocalPort, LocalSocket>;

struct ForwardSpec {
  LocalEndpoint local;
  // A name or an address as written, IPv6 without brackets; none: the instance itself.
  std::optional<std::string> remote_host;
  std::uint16_t remote_port = 0;  // never 0

  friend bool operator==(const ForwardSpec&, const ForwardSpec&) = default;
};

struct DynamicSpec {
  LocalPort local;

  friend bool operator==(const DynamicSpec&, const DynamicSpec&) = default;
};

// Errc::usage; the message names the option's value and its first fault.
[[nodiscard]] Result<ForwardSpec> parse_forward(std::string_view text);
[[nodiscard]] Result<DynamicSpec> parse_dynamic(std::string_view text);

// The shortest text that is parsed as the same. A dynamic one has its port, or address and port.
[[nodiscard]] std::string to_text(const LocalEndpoint& local);
[[nodiscard]] std::string to_text(const ForwardSpec& spec);
[[nodiscard]] std::string to_text(const DynamicSpec& spec);

// Whether the agent is asked for a port of its own machine, which takes another session document
// and other permissions than a host behind it: no host, localhost, 127.0.0.0/8, ::1.
[[nodiscard]] bool is_the_instance(const std::optional<std::string>& host);

// Whether the session document takes it for a host: a name of at least three letters, digits,
// dots, hyphens and underscores that begins with none of the last three, or an IP address. (The
// document's own pattern, ^[^,$^&()!;'"<>`{}[]|#=]{3,}$, lets more through.)
[[nodiscard]] bool can_be_remote_host(std::string_view host);

}  // namespace cloudx::forward
