#include "features/relay/service/forwarded_headers.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace cloudx::relay {

namespace {

constexpr std::string_view kClients = "X-Forwarded-For";

std::string_view trimmed(std::string_view text, std::string_view what) {
  const std::size_t first = text.find_first_not_of(what);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(what) - first + 1);
}

// The last of a list is what the nearest proxy itself has seen.
std::string_view last_of(std::string_view list) {
  return trimmed(list.substr(list.rfind(',') + 1), " \t");
}

// As proxies write it: an address, with its port ("192.0.2.1:4711", "[2001:db8::1]:4711"), in
// brackets, in quotes, or with the zone of a link ("fe80::1%eth0").
std::optional<IpAddress> client_address(std::string_view text) {
  text = trimmed(text, "\"");
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view behind = text.substr(end + 1);
    if (!behind.empty() && !behind.starts_with(':')) return std::nullopt;
    text = text.substr(1, end - 1);
    if (!text.contains(':')) return std::nullopt;
  } else if (std::ranges::count(text, ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  return IpAddress::parse(text.substr(0, text.find('%')));
}

bool is_among(const std::vector<IpNetwork>& networks, const IpAddress& address) {
  return std::ranges::any_of(networks, [&](const auto& one) { return one.contains(address); });
}

// Several lines are one list (RFC 9110 section 5.3).
std::string all_clients(const std::vector<HttpHeader>& headers) {
  std::string list;
  for (const HttpHeader& header : headers) {
    if (find_header({header}, kClients).empty()) continue;
    if (!list.empty()) list += ',';
    list += header.value;
  }
  return list;
}

// Behind several trusted proxies the client is the last one that is none of them.
std::string client_of(std::string_view list, const std::vector<IpNetwork>& trusted) {
  while (true) {
    const auto client = client_address(last_of(list));
    if (!client) return "unknown";
    const std::size_t comma = list.rfind(',');
    if (comma == std::string_view::npos || !is_among(trusted, *client)) return client->text();
    list = list.substr(0, comma);
  }
}

}  // namespace

bool is_among(const std::vector<IpNetwork>& networks, std::string_view peer) {
  const auto address = IpAddress::parse(peer);
  return address && is_among(networks, *address);
}

void apply_forwarded_headers(HttpRequest& request, const std::vector<IpNetwork>& trusted) {
  const bool is_trusted = is_among(trusted, request.peer);
  const std::string clients = all_clients(request.headers);
  if (!clients.empty()) request.peer = is_trusted ? client_of(clients, trusted) : "unknown";
  if (!is_trusted) return;
  const std::string_view scheme = last_of(find_last_header(request.headers, "X-Forwarded-Proto"));
  if (scheme == "http" || scheme == "https") request.url.scheme = scheme;
  std::string host(last_of(find_last_header(request.headers, "X-Forwarded-Host")));
  // Before the proxy's own, so that it is the one that is found.
  if (!host.empty()) request.headers.insert(request.headers.begin(), {"Host", std::move(host)});
}

}  // namespace cloudx::relay
