#include "protocol/socks/server.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ip_address.hpp"
#include "base/printable.hpp"

namespace cloudx::socks {

namespace {

constexpr std::uint8_t kVersion4 = 4;
constexpr std::uint8_t kVersion5 = 5;
constexpr std::uint8_t kConnect = 1;  // BIND is 2, UDP ASSOCIATE of version 5 is 3

constexpr std::uint8_t kNoAuthentication = 0;
constexpr std::uint8_t kNoAcceptableMethod = 0xff;

constexpr std::uint8_t kIpv4 = 1;
constexpr std::uint8_t kDomainName = 3;
constexpr std::uint8_t kIpv6 = 4;

constexpr std::uint8_t kGranted4 = 90;
constexpr std::uint8_t kRejected4 = 91;

// Of a user or a name in version 4, which has no limit of its own; that of a name in version 5.
constexpr std::size_t kMaxText = 255;

std::uint16_t port_at(ByteView bytes) {
  return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

std::string ipv4_text(ByteView bytes) {
  return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
}

std::string ipv6_text(ByteView bytes) {
  std::string groups;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    groups += fmt::format("{}{:x}", at == 0 ? "" : ":", port_at(bytes.subspan(at)));
  }
  return IpAddress::parse(groups).value().text();
}

// Which names there are is the far end's affair; what must not come out of here is a text that ends
// early, hides something on a terminal, or is several words.
bool is_host_text(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

Result<std::size_t> Server::take(ByteView bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && stage_ != Stage::over) {
    message_.push_back(bytes[taken++]);
    if (auto read = advance(); !read) return std::unexpected(std::move(read.error()));
  }
  return taken;
}

Bytes Server::answer() {
  return std::exchange(answer_, {});
}

Bytes Server::granted() const {
  return reply(0, kGranted4);
}

Bytes Server::refused(Refusal reason) const {
  return reply(static_cast<std::uint8_t>(reason), kRejected4);
}

Result<void> Server::advance() {
  switch (stage_) {
    case Stage::version:
      return read_version();
    case Stage::methods:
      return read_methods();
    case Stage::request5:
      return read_request5();
    case Stage::request4:
      return read_request4();
    case Stage::over:
      break;
  }
  return {};
}

Result<void> Server::read_version() {
  version_ = message_.front();
  if (version_ == kVersion5) {
    stage_ = Stage::methods;
    return {};
  }
  if (version_ == kVersion4) {
    stage_ = Stage::request4;
    return {};
  }
  stage_ = Stage::over;
  // The methods of HTTP are in capital letters: a browser that was given this as an HTTP proxy.
  if (version_ >= 'A' && version_ <= 'Z') {
    return fail(Errc::protocol, "the client speaks HTTP, and this is a SOCKS proxy");
  }
  return fail(
      Errc::protocol,
      fmt::format("the client does not speak SOCKS 4 or 5: its first byte is {:02x}", version_));
}

// Version, number of methods, methods.
Result<void> Server::read_methods() {
  if (message_.size() < 2 || message_.size() < 2U + message_[1]) return {};
  const bool offered = std::ranges::count(ByteView(message_).subspan(2), kNoAuthentication) > 0;
  answer_.insert(answer_.end(), {kVersion5, offered ? kNoAuthentication : kNoAcceptableMethod});
  message_.clear();
  stage_ = offered ? Stage::request5 : Stage::over;
  if (offered) return {};
  return fail(Errc::unsupported,
              "the client asks for authentication, which this proxy has none of");
}

// Version, command, reserved, address type, address, port.
Result<void> Server::read_request5() {
  if (message_.front() != kVersion5) {
    return refuse(Refusal::general_failure, Errc::protocol,
                  fmt::format("the client's request is of version {}, and its greeting of 5",
                              message_.front()));
  }
  constexpr std::size_t kHead = 4;
  if (message_.size() <= kHead) return {};
  const std::uint8_t type = message_[3];
  std::size_t begin = kHead;
  std::size_t size = 4;
  if (type == kIpv6) {
    size = 16;
  } else if (type == kDomainName) {
    size = message_[begin++];
  } else if (type != kIpv4) {
    return refuse(
        Refusal::address_type_not_supported, Errc::unsupported,
        fmt::format("the client's address is of type {}, which is none of RFC 1928", type));
  }
  if (message_.size() < begin + size + 2) return {};
  if (message_[1] != kConnect) {
    return refuse(Refusal::command_not_supported, Errc::unsupported,
                  fmt::format("the client asks for the command {}, and only CONNECT (1) is offered",
                              message_[1]));
  }
  const ByteView address = ByteView(message_).subspan(begin, size);
  const std::uint16_t port = port_at(ByteView(message_).subspan(begin + size));
  if (type == kIpv4) return ask_for(ipv4_text(address), port);
  if (type == kIpv6) return ask_for(ipv6_text(address), port);
  return ask_for(std::string(as_text(address)), port);
}

// Version, command, port, address, user and NUL; in 4A, of which 0.0.0.x is the sign, name and NUL.
Result<void> Server::read_request4() {
  constexpr std::size_t kHead = 8;
  if (message_.size() <= kHead) return {};
  const std::string_view texts = as_text(message_).substr(kHead);
  const ByteView address = ByteView(message_).subspan(4, 4);
  const bool named = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
  const std::size_t user = std::min(texts.find('\0'), texts.size());
  const std::string_view name = texts.substr(std::min(user + 1, texts.size()));
  if (user > kMaxText || name.size() > kMaxText + 1) {
    return refuse(Refusal::general_failure, Errc::protocol,
                  fmt::format("the client's {} is longer than {} bytes",
                              user > kMaxText ? "user name" : "host name", kMaxText));
  }
  if (!texts.ends_with('\0') || (named && user + 1 == texts.size())) return {};
  if (message_[1] != kConnect) {
    return refuse(Refusal::command_not_supported, Errc::unsupported,
                  fmt::format("the client asks for the command {}, and only CONNECT (1) is offered",
                              message_[1]));
  }
  const std::uint16_t port = port_at(ByteView(message_).subspan(2));
  if (!named) return ask_for(ipv4_text(address), port);
  return ask_for(std::string(name.substr(0, name.size() - 1)), port);
}

Result<void> Server::ask_for(std::string host, std::uint16_t port) {
  if (!is_host_text(host)) {
    return refuse(Refusal::general_failure, Errc::protocol,
                  fmt::format("the client asks for \"{}\", which is no host", excerpt(host, 60)));
  }
  if (port == 0) {
    return refuse(Refusal::general_failure, Errc::protocol,
                  fmt::format("the client asks for port 0 of {}", host));
  }
  destination_ = Destination{.host = std::move(host), .port = port};
  stage_ = Stage::over;
  message_.clear();
  return {};
}

std::unexpected<Error> Server::refuse(Refusal reason, Errc kind, std::string message) {
  // Behind the answer to the greeting, where both came at once.
  const Bytes refusal = refused(reason);
  answer_.insert(answer_.end(), refusal.begin(), refusal.end());
  stage_ = Stage::over;
  return fail(kind, std::move(message));
}

Bytes Server::reply(std::uint8_t code5, std::uint8_t code4) const {
  if (version_ == kVersion4) return {0, code4, 0, 0, 0, 0, 0, 0};
  return {kVersion5, code5, 0, kIpv4, 0, 0, 0, 0, 0, 0};
}

}  // namespace cloudx::socks
