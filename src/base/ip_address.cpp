#include "base/ip_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <span>

namespace cloudx {

namespace {

// ::ffff:0:0/96, where IPv4 addresses stand among those of IPv6 (RFC 4291 section 2.5.5.2).
constexpr std::array<std::uint8_t, 12> kV4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kBits = 128;
constexpr unsigned kV4Offset = 96;

}  // namespace

bool is_ip_address(std::string_view text) {
  return IpAddress::parse(text).has_value();
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.contains('\0')) return std::nullopt;
  const std::string terminated(text);
  IpAddress address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
  std::ranges::copy(kV4Prefix, address.bytes_.begin());
  if (inet_pton(AF_INET, terminated.c_str(), &address.bytes_.at(kV4Prefix.size())) == 1) {
    return address;
  }
  return std::nullopt;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = is_v4() ? AF_INET : AF_INET6;
  const std::uint8_t* const from = is_v4() ? &bytes_.at(kV4Prefix.size()) : bytes_.data();
  return inet_ntop(family, from, text.data(), text.size());
}

bool IpAddress::is_v4() const {
  return std::ranges::equal(kV4Prefix, std::span(bytes_).first(kV4Prefix.size()));
}

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_.at(kV4Prefix.size()) == 127;
  return bytes_.back() == 1 && std::ranges::count(bytes_, 0) == 15;
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  const auto address = IpAddress::parse(host);
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return IpNetwork(*address, kBits);
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  // A prefix belongs to the form that the address is written in.
  const unsigned offset = host.contains(':') ? 0 : kV4Offset;
  if (bits > kBits - offset) return std::nullopt;
  return IpNetwork(*address, bits + offset);
}

bool IpNetwork::contains(const IpAddress& address) const {
  const auto& ours = address_.bytes();
  const auto& theirs = address.bytes();
  // ::/0 is all of IPv6, and the IPv4 addresses are no part of it.
  if (address_.is_v4() != address.is_v4() && bits_ < kV4Offset) return false;
  const unsigned whole = bits_ / 8;
  if (!std::equal(ours.begin(), ours.begin() + whole, theirs.begin())) return false;
  const unsigned rest = bits_ % 8;
  if (rest == 0) return true;
  const unsigned mask = 0xffU << (8 - rest);
  return ((ours.at(whole) ^ theirs.at(whole)) & mask) == 0;
}

}  // namespace cloudx
