#include "base/ip_address.hpp"

#include <algorithm>
#include <charconv>
#include <span>
#include <tuple>
#include <utility>

#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>
#include <fmt/format.h>

namespace cloudx {

namespace {

// ::ffff:0:0/96, where IPv4 addresses stand among those of IPv6 (RFC 4291 section 2.5.5.2).
constexpr std::array<std::uint8_t, 12> kV4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kBits = 128;
constexpr unsigned kV4Offset = 96;

// RFC 5952 section 4. Not Boost.URL's form, which writes "::" for a single group, too (4.2.2).
std::string v6_text(const std::array<std::uint8_t, 16>& bytes) {
  constexpr std::size_t kGroups = 8;
  std::array<unsigned, kGroups> groups{};
  for (std::size_t i = 0; i < kGroups; ++i) {
    groups.at(i) = unsigned{bytes.at(2 * i)} << 8 | bytes.at(2 * i + 1);
  }
  std::size_t gap = kGroups;
  std::size_t gap_size = 1;
  for (std::size_t i = 0; i < kGroups; ++i) {
    const auto rest = std::span(groups).subspan(i);
    const auto end = std::ranges::find_if(rest, [](unsigned group) { return group != 0; });
    const auto zeros = static_cast<std::size_t>(end - rest.begin());
    if (zeros > gap_size) std::tie(gap, gap_size) = std::pair(i, zeros);
  }
  if (gap == kGroups) return fmt::format("{:x}", fmt::join(groups, ":"));
  return fmt::format("{:x}::{:x}", fmt::join(std::span(groups).first(gap), ":"),
                     fmt::join(std::span(groups).subspan(gap + gap_size), ":"));
}

}  // namespace

bool is_ip_address(std::string_view text) {
  return IpAddress::parse(text).has_value();
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  IpAddress address;
  if (const auto v6 = boost::urls::parse_ipv6_address(text)) {
    address.bytes_ = v6->to_bytes();
    return address;
  }
  const auto v4 = boost::urls::parse_ipv4_address(text);
  if (!v4) return std::nullopt;
  std::ranges::copy(kV4Prefix, address.bytes_.begin());
  std::ranges::copy(v4->to_bytes(), &address.bytes_.at(kV4Prefix.size()));
  return address;
}

std::string IpAddress::text() const {
  if (!is_v4()) return v6_text(bytes_);
  boost::urls::ipv4_address::bytes_type v4{};
  std::ranges::copy(std::span(bytes_).subspan(kV4Prefix.size()), v4.begin());
  return boost::urls::ipv4_address(v4).to_string();
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
