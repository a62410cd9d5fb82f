#pragma once
// Which HTTP proxy a URL goes through, and the CONNECT request that opens a tunnel through it
// (RFC 9110 section 9.3.6).

#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "base/url.hpp"
#include "net/stream.hpp"

namespace cloudx::net {

struct ProxySettings {
  std::string https_proxy;  // URL of the proxy for https and wss; empty: none
  std::string http_proxy;   // the same for http and ws
  std::string no_proxy;     // comma-separated hosts, domains, addresses and CIDR blocks, or "*"
};

// HTTPS_PROXY and NO_PROXY, their lower-case forms, which win, and http_proxy. Upper-case
// HTTP_PROXY is not read, as in curl: CGI servers let a client set it (CVE-2016-5385). ALL_PROXY is
// not the AWS CLI's either: desktops set it to a SOCKS proxy for other programs.
[[nodiscard]] ProxySettings proxy_from_environment();

// True when `host` (name or address, no brackets) is listed: "*", the name itself, a parent domain
// ("example.com" and ".example.com" both cover a.example.com), an address or a CIDR block. An entry
// may carry ":port", which must then match.
[[nodiscard]] bool bypasses_proxy(std::string_view no_proxy, std::string_view host,
                                  std::uint16_t port);

// The proxy for `url`, or nullopt for a direct connection. A proxy written without a scheme is
// http; the last "@" in it ends user and password.
[[nodiscard]] Result<std::optional<Url>> proxy_for(const Url& url, const ProxySettings& settings);

// Asks the proxy at the other end of `stream` for a tunnel to host:port, with basic authentication
// where `proxy.user_info` is set. Fails with Errc::proxy and the proxy's status line.
boost::asio::awaitable<Result<void>> open_tunnel(Stream& stream, Url proxy, Url destination,
                                                 async::Deadline deadline);

}  // namespace cloudx::net
