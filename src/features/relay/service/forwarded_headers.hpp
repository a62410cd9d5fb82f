#pragma once
// Requests that come through a reverse proxy.

#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/ip_address.hpp"

namespace cloudx::relay {

// Makes the request what it was when it reached the first of the proxies that are `trusted`, where
// the peer is one of them: the peer from X-Forwarded-For, the scheme from X-Forwarded-Proto, Host
// from X-Forwarded-Host. Of others' words only one thing is taken, that the peer is not this
// machine: it becomes "unknown".
void apply_forwarded_headers(HttpRequest& request, const std::vector<IpNetwork>& trusted);

// Whether `peer` is an address of one of the networks.
[[nodiscard]] bool is_among(const std::vector<IpNetwork>& networks, std::string_view peer);

}  // namespace cloudx::relay
