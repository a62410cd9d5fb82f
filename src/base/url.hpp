#pragma once
// Absolute http(s) and ws(s) URLs, split for dialling and never re-encoded.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx {

struct Url {
  std::string scheme;      // lower case: "https", "wss", ...
  std::string user_info;   // as written before "@", still percent-encoded; usually empty
  std::string host;        // lower case, IPv6 literals without brackets
  std::uint16_t port = 0;  // explicit, or the scheme's default
  std::string target;      // path and query exactly as written, at least "/"

  [[nodiscard]] bool secure() const { return scheme == "https" || scheme == "wss"; }
  // The Host header's value: port only where it is not the scheme's default, IPv6 in brackets.
  [[nodiscard]] std::string authority() const;
};

// Schemes http, https, ws, wss. The message names the URL without its user info and query.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

[[nodiscard]] bool is_loopback_host(std::string_view host);  // localhost, 127.0.0.0/8, ::1

}  // namespace cloudx
