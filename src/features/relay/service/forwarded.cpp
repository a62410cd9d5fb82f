#include "features/relay/service/forwarded.hpp"

#include <algorithm>
#include <string_view>

#include "base/ip_address.hpp"

namespace cloudx::relay {

namespace {

// The last of a list is what the proxy itself has seen.
std::string_view last_of(std::string_view list) {
  std::string_view last = list.substr(list.rfind(',') + 1);
  last.remove_prefix(std::min(last.find_first_not_of(' '), last.size()));
  return last;
}

}  // namespace

void see_through_proxy(HttpRequest& request, const std::vector<std::string>& trusted) {
  const bool is_trusted = std::ranges::find(trusted, request.peer) != trusted.end();
  const std::string_view clients = find_last_header(request.headers, "X-Forwarded-For");
  if (!clients.empty()) {
    const std::string_view client = last_of(clients);
    request.peer = is_trusted && is_ip_address(client) ? std::string(client) : "unknown";
  }
  if (!is_trusted) return;
  const std::string_view scheme = last_of(find_last_header(request.headers, "X-Forwarded-Proto"));
  if (scheme == "http" || scheme == "https") request.url.scheme = scheme;
  std::string host(last_of(find_last_header(request.headers, "X-Forwarded-Host")));
  // Before the proxy's own, so that it is the one that is found.
  if (!host.empty()) request.headers.insert(request.headers.begin(), {"Host", std::move(host)});
}

}  // namespace cloudx::relay
