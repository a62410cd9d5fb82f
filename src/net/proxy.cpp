#include "net/proxy.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <fmt/format.h>

#include "base/encoding.hpp"

namespace cloudx::net {

namespace ip = boost::asio::ip;

namespace {

constexpr std::size_t kMaxResponseHead = 16384;

// The first that is set, also to nothing: an empty lower-case variable switches its upper-case form
// off, as for Python's getproxies, which the AWS CLI asks.
std::string variable(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value != nullptr) return value;
  }
  return {};
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if ((a[i] | 0x20) != (b[i] | 0x20)) return false;
  }
  return true;
}

bool in_block(std::string_view block, std::string_view host) {
  boost::system::error_code error;
  const auto address = ip::make_address(std::string(host), error);
  if (error) return false;
  if (address.is_v4()) {
    const auto network = ip::make_network_v4(std::string(block), error);
    return !error && network.hosts().find(address.to_v4()) != network.hosts().end();
  }
  const auto network = ip::make_network_v6(std::string(block), error);
  return !error && network.hosts().find(address.to_v6()) != network.hosts().end();
}

bool covers(std::string_view entry, std::string_view host) {
  if (entry.contains('/')) return in_block(entry, host);
  if (entry.starts_with("*.")) entry.remove_prefix(1);
  const std::string_view domain = entry.starts_with('.') ? entry.substr(1) : entry;
  if (equal_ignoring_case(domain, host)) return true;
  return host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
         equal_ignoring_case(domain, host.substr(host.size() - domain.size()));
}

// Splits "name:port" and "[v6]:port"; a bare IPv6 address has no port.
std::pair<std::string_view, std::string_view> split_port(std::string_view entry) {
  if (entry.starts_with('[')) {
    const std::size_t end = entry.find(']');
    if (end == std::string_view::npos) return {entry, {}};
    const std::string_view rest = entry.substr(end + 1);
    return {entry.substr(1, end - 1), rest.starts_with(':') ? rest.substr(1) : std::string_view{}};
  }
  const std::size_t colon = entry.find(':');
  if (colon == std::string_view::npos || entry.find(':', colon + 1) != std::string_view::npos) {
    return {entry, {}};
  }
  return {entry.substr(0, colon), entry.substr(colon + 1)};
}

// The last "@" ends the user part, which may hold anything: people write their password as it is.
Result<Url> parse_proxy(std::string_view text) {
  text = trim(text);
  std::string_view scheme = "http://";
  const std::size_t mark = text.find("://");
  if (mark < text.find('@')) {
    scheme = text.substr(0, mark + 3);
    text.remove_prefix(mark + 3);
  }
  const std::size_t at = text.rfind('@');
  const std::string_view user_info = text.substr(0, at == std::string_view::npos ? 0 : at);
  if (at != std::string_view::npos) text.remove_prefix(at + 1);
  auto url = parse_url(fmt::format("{}{}", scheme, text));
  if (url) url->user_info = user_info;
  return url;
}

std::string connect_request(const Url& proxy, const Url& destination) {
  const std::string host =
      destination.host.contains(':') ? "[" + destination.host + "]" : destination.host;
  std::string request =
      fmt::format("CONNECT {0}:{1} HTTP/1.1\r\nHost: {0}:{1}\r\n", host, destination.port);
  if (!proxy.user_info.empty()) {
    request += fmt::format("Proxy-Authorization: Basic {}\r\n",
                           base64(as_bytes(percent_decode(proxy.user_info))));
  }
  return request + "\r\n";
}

// The head of the answer is read byte by byte: what follows it belongs to the tunnel.
boost::asio::awaitable<Result<std::string>> read_head(Stream& stream, async::Deadline deadline) {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    std::array<std::uint8_t, 1> byte{};
    const auto got = co_await stream.read_some(byte, deadline);
    if (!got) co_return std::unexpected(got.error());
    if (*got == 0 || head.size() >= kMaxResponseHead) {
      co_return fail(Errc::proxy, "it closed the connection without an answer");
    }
    head += static_cast<char>(byte[0]);
  }
  co_return head;
}

}  // namespace

ProxySettings proxy_from_environment() {
  return {.https_proxy = variable({"https_proxy", "HTTPS_PROXY"}),
          .http_proxy = variable({"http_proxy"}),
          .no_proxy = variable({"no_proxy", "NO_PROXY"})};
}

bool bypasses_proxy(std::string_view no_proxy, std::string_view host, std::uint16_t port) {
  while (!no_proxy.empty()) {
    const std::size_t comma = no_proxy.find(',');
    const std::string_view entry = trim(no_proxy.substr(0, comma));
    no_proxy = comma == std::string_view::npos ? std::string_view{} : no_proxy.substr(comma + 1);
    if (entry == "*") return true;
    const auto [name, wanted] = split_port(entry);
    if (name.empty() || !covers(name, host)) continue;
    if (wanted.empty() || wanted == std::to_string(port)) return true;
  }
  return false;
}

Result<std::optional<Url>> proxy_for(const Url& url, const ProxySettings& settings) {
  const std::string& configured = url.secure() ? settings.https_proxy : settings.http_proxy;
  if (configured.empty() || bypasses_proxy(settings.no_proxy, url.host, url.port)) {
    return std::nullopt;
  }
  auto proxy = parse_proxy(configured);
  if (!proxy) return fail(url.secure() ? "HTTPS_PROXY" : "http_proxy", proxy.error());
  if (proxy->scheme != "http") {
    return fail(Errc::unsupported,
                fmt::format("the proxy {}://{} cannot be used: only http:// proxies are supported",
                            proxy->scheme, proxy->authority()));
  }
  return std::optional<Url>(std::move(*proxy));
}

boost::asio::awaitable<Result<void>> open_tunnel(Stream& stream, Url proxy, Url destination,
                                                 async::Deadline deadline) {
  const std::string name = fmt::format("the proxy {}", proxy.authority());
  const std::string request = connect_request(proxy, destination);
  if (const auto sent = co_await stream.write_all(as_bytes(request), deadline); !sent) {
    co_return fail(name, sent.error());
  }
  const auto head = co_await read_head(stream, deadline);
  if (!head) co_return fail(name, head.error());
  const std::string status_line = head->substr(0, head->find("\r\n"));
  const std::size_t space = status_line.find(' ');
  const std::string status =
      space == std::string::npos ? status_line : status_line.substr(space + 1);
  if (!status_line.starts_with("HTTP/1.") || !status.starts_with('2')) {
    const bool login = status.starts_with("407");
    co_return fail(Errc::proxy,
                   fmt::format("{} refused to connect to {}:{}: {}{}", name, destination.host,
                               destination.port, status.substr(0, 100),
                               login ? " (put user and password into HTTPS_PROXY: "
                                       "http://USER:PASSWORD@HOST:PORT)"
                                     : ""));
  }
  co_return Result<void>{};
}

}  // namespace cloudx::net
