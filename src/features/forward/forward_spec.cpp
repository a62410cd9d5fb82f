#include "features/forward/forward_spec.hpp"

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/overloaded.hpp"
#include "base/printable.hpp"
#include "base/url.hpp"

namespace cloudx::forward {

namespace {

constexpr std::size_t kShown = 80;     // bytes of a wrong value
constexpr std::size_t kMaxHost = 253;  // of a name in DNS

struct Part {
  std::string_view text;  // without brackets
  bool bracketed = false;
};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}\"", excerpt(text, kShown));
}

std::unexpected<Error> wrong(const std::string& why) {
  return fail(Errc::usage, why);
}

// The parts between colons; a bracketed one is an IPv6 address.
Result<std::vector<Part>> split(std::string_view text) {
  std::vector<Part> parts;
  while (true) {
    std::size_t end = text.find(':');
    if (text.starts_with('[')) {
      const std::size_t close = text.find(']');
      if (close == std::string_view::npos) return wrong("a bracket is not closed");
      const std::string_view inside = text.substr(1, close - 1);
      if (!inside.contains(':') || !is_ip_address(inside)) {
        return wrong(in_quotes(inside) + " in brackets is not an IPv6 address");
      }
      end = close + 1;
      if (end < text.size() && text[end] != ':')
        return wrong("a colon is missing behind a bracket");
      if (end == text.size()) end = std::string_view::npos;
      parts.push_back({.text = inside, .bracketed = true});
    } else {
      parts.push_back({.text = text.substr(0, end)});
    }
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Result<std::uint16_t> parse_port(const Part& part, unsigned least) {
  unsigned number = 0;
  const std::string_view text = part.text;
  const bool digits = !part.bracketed && is_number(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (digits && error == std::errc{} && number >= least && number <= 65535) {
    return static_cast<std::uint16_t>(number);
  }
  const std::string_view range = least == 0 ? "0 (any free port) to 65535" : "1 to 65535";
  if (text.empty()) return wrong(fmt::format("a port is missing: expected {}", range));
  return wrong(fmt::format("{} is not a port: expected {}", in_quotes(text), range));
}

Result<Bind> parse_bind(const Part& part) {
  if (part.text == "*") return EveryAddress{};
  if (part.text == "localhost") return Loopback{};
  if (part.text.empty()) {
    return wrong("the address before the first colon is missing: * stands for every address");
  }
  if (auto address = IpAddress::parse(part.text)) return *address;
  return wrong(
      fmt::format("{} is not an address to listen on: expected an IP address (IPv6 in "
                  "brackets), localhost, or * for every address",
                  in_quotes(part.text)));
}

Result<std::string> parse_host(const Part& part) {
  if (can_be_remote_host(part.text)) return std::string(part.text);
  if (part.text.empty()) {
    return wrong(
        "the host between two colons is missing: the instance itself needs none, and no "
        "second colon");
  }
  return wrong(
      fmt::format("{} is not a host: expected an address (IPv6 in brackets), or a name of "
                  "3 or more letters, digits, dots, hyphens and underscores",
                  in_quotes(part.text)));
}

// [HOST:]RPORT, which ends every -L.
Result<ForwardSpec> with_remote(LocalEndpoint local, std::span<const Part> parts) {
  ForwardSpec spec;
  spec.local = std::move(local);
  if (parts.size() == 2) {
    auto host = parse_host(parts.front());
    if (!host) return std::unexpected(std::move(host.error()));
    spec.remote_host = std::move(*host);
  }
  const auto port = parse_port(parts.back(), 1);
  if (!port) return std::unexpected(port.error());
  spec.remote_port = *port;
  return spec;
}

Result<LocalPort> parse_local_port(std::span<const Part> parts) {
  LocalPort local;
  if (parts.size() == 2) {
    auto bind = parse_bind(parts.front());
    if (!bind) return std::unexpected(std::move(bind.error()));
    local.bind = *bind;
  }
  const auto port = parse_port(parts.back(), 0);
  if (!port) return std::unexpected(port.error());
  local.port = *port;
  return local;
}

bool is_path(std::string_view text) {
  return text.starts_with('/') || text.starts_with("./") || text.starts_with("~/");
}

std::string too_many(std::string_view grammar) {
  return fmt::format("too many parts: expected {}; an IPv6 address stands in brackets", grammar);
}

Result<ForwardSpec> forward_of(std::span<const Part> parts) {
  if (parts.size() == 1) {
    return wrong(is_path(parts.front().text)
                     ? "expected PATH:[HOST:]RPORT, and there is no colon"
                     : "expected [BIND:]LPORT:[HOST:]RPORT, and there is no colon");
  }
  if (is_path(parts.front().text)) {
    if (parts.size() > 3) return wrong(too_many("PATH:[HOST:]RPORT, the path without a colon"));
    if (parts.front().text.ends_with('/')) {
      return wrong(in_quotes(parts.front().text) + " is a folder, and no name for a socket");
    }
    return with_remote(LocalSocket{std::string(parts.front().text)}, parts.subspan(1));
  }
  if (parts.size() > 4) return wrong(too_many("[BIND:]LPORT:[HOST:]RPORT"));
  const bool bound = parts.size() == 4 || (parts.size() == 3 && !is_number(parts.front().text));
  const std::size_t local_parts = bound ? 2 : 1;
  auto local = parse_local_port(parts.first(local_parts));
  if (!local) return std::unexpected(std::move(local.error()));
  return with_remote(*local, parts.subspan(local_parts));
}

Result<DynamicSpec> dynamic_of(std::span<const Part> parts) {
  if (parts.size() > 2) return wrong(too_many("[BIND:]PORT"));
  auto local = parse_local_port(parts);
  if (!local) return std::unexpected(std::move(local.error()));
  return DynamicSpec{*local};
}

// "option value: fault"
template <class Spec>
Result<Spec> parse(std::string_view option, std::string_view text,
                   Result<Spec> (*spec_of)(std::span<const Part>)) {
  const std::string context = fmt::format("{} {}", option, excerpt(text, kShown));
  const auto parts = split(text);
  if (!parts) return fail(context, parts.error());
  auto spec = spec_of(*parts);
  if (!spec) return fail(context, spec.error());
  return spec;
}

std::string bracketed(std::string_view host) {
  return host.contains(':') ? fmt::format("[{}]", host) : std::string(host);
}

std::string prefix_of(const Bind& bind) {
  return std::visit(Overloaded{
                        [](Loopback) { return std::string(); },
                        [](EveryAddress) { return std::string("*:"); },
                        [](const IpAddress& address) { return bracketed(address.text()) + ":"; },
                    },
                    bind);
}

}  // namespace

Result<ForwardSpec> parse_forward(std::string_view text) {
  return parse("-L", text, &forward_of);
}

Result<DynamicSpec> parse_dynamic(std::string_view text) {
  return parse("-D", text, &dynamic_of);
}

std::string to_text(const LocalEndpoint& local) {
  if (const auto* socket = std::get_if<LocalSocket>(&local)) return socket->path;
  const auto& port = std::get<LocalPort>(local);
  return fmt::format("{}{}", prefix_of(port.bind), port.port);
}

std::string to_text(const ForwardSpec& spec) {
  const std::string host = spec.remote_host ? bracketed(*spec.remote_host) + ":" : "";
  return fmt::format("{}:{}{}", to_text(spec.local), host, spec.remote_port);
}

std::string to_text(const DynamicSpec& spec) {
  return to_text(LocalEndpoint(spec.local));
}

bool is_the_instance(const std::optional<std::string>& host) {
  if (!host) return true;
  std::string lower = *host;
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return is_loopback_host(lower);
}

bool can_be_remote_host(std::string_view host) {
  constexpr std::size_t kLeast = 3;
  if (is_ip_address(host)) return host.size() >= kLeast;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto allowed = [&](char c) { return plain(c) || c == '.' || c == '-' || c == '_'; };
  return host.size() >= kLeast && host.size() <= kMaxHost && plain(host.front()) &&
         std::ranges::all_of(host, allowed) && !is_number(host);
}

}  // namespace cloudx::forward
