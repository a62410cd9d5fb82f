#include "base/url.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include "base/ip_address.hpp"

namespace cloudx {

namespace {

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" || scheme == "wss" ? 443 : 80;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// What may be shown of a URL: no password, no token in the query. Where both a question mark and an
// "@" behind it could be part of either, that is the scheme.
std::string_view without_secrets(std::string_view text) {
  const std::size_t path_end = std::min(text.find_first_of("?#"), text.size());
  const std::size_t at = text.rfind('@');  // a password may hold one, too
  if (at == std::string_view::npos) return text.substr(0, path_end);
  if (at < path_end) return text.substr(at + 1, path_end - at - 1);
  constexpr std::string_view kMark = "://";
  const std::size_t mark = text.find(kMark);
  return text.substr(0, mark < path_end ? mark + kMark.size() : 0);
}

}  // namespace

std::string Url::authority() const {
  const std::string name = host.contains(':') ? "[" + host + "]" : host;
  return port == default_port(scheme) ? name : fmt::format("{}:{}", name, port);
}

Result<Url> parse_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view(text.data(), text.size()));
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::configuration,
                fmt::format("\"{}\" is not a usable URL: {}", without_secrets(text), why));
  };
  if (!parsed) return wrong("it has no valid form");
  Url url;
  url.scheme = lower({parsed->scheme().data(), parsed->scheme().size()});
  if (url.scheme != "http" && url.scheme != "https" && url.scheme != "ws" && url.scheme != "wss") {
    return wrong("the scheme must be http, https, ws or wss");
  }
  const auto host = parsed->encoded_host();
  url.host = lower({host.data(), host.size()});
  if (url.host.starts_with('[') && url.host.ends_with(']')) {
    url.host = url.host.substr(1, url.host.size() - 2);
  }
  if (url.host.empty()) return wrong("it names no host");
  url.port = default_port(url.scheme);
  if (const std::string_view digits(parsed->port().data(), parsed->port().size());
      !digits.empty()) {
    // port_number() of Boost.URL wraps around above 65535.
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc{} || url.port == 0) return wrong("the port must be 1 to 65535");
  }
  const auto user_info = parsed->encoded_userinfo();
  url.user_info.assign(user_info.data(), user_info.size());
  const auto target = parsed->encoded_target();
  url.target.assign(target.data(), target.size());
  if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');
  return url;
}

bool is_loopback_host(std::string_view host) {
  // A name may begin with "127." as well: only an address counts.
  const auto address = IpAddress::parse(host);
  return address ? address->is_loopback() : host == "localhost";
}

}  // namespace cloudx
