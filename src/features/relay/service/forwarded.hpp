#pragma once
// Requests that come through a reverse proxy.

#include <string>
#include <vector>

#include "base/http.hpp"

namespace cloudx::relay {

// Makes the request what it was when it reached the proxy, where that is one of `trusted` (IP
// addresses): the peer from X-Forwarded-For, the scheme from X-Forwarded-Proto, Host from
// X-Forwarded-Host. Of others' words only one thing is taken, that the peer is not this machine:
// it becomes "unknown".
void see_through_proxy(HttpRequest& request, const std::vector<std::string>& trusted);

}  // namespace cloudx::relay
