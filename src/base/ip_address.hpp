#pragma once
// IP addresses and networks as numbers, and their text forms (RFC 4291 section 2.2, dotted decimal,
// CIDR).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cloudx {

[[nodiscard]] bool is_ip_address(std::string_view text);

// Two texts of one address are equal here, and an IPv4 address that came through an IPv6 socket
// (::ffff:192.0.2.1) is that IPv4 address.
class IpAddress {
 public:
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] std::string text() const;  // the shortest form, RFC 5952
  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;  // 127.0.0.0/8, ::1
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};  // IPv4 as ::ffff:0:0/96
};

// One address, or all that share its first bits.
class IpNetwork {
 public:
  // "192.0.2.1", "10.0.0.0/8", "fd00::/8"; bits behind the prefix are of no account.
  [[nodiscard]] static std::optional<IpNetwork> parse(std::string_view text);

  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  IpNetwork(const IpAddress& address, unsigned bits) : address_(address), bits_(bits) {}

  IpAddress address_;
  unsigned bits_;  // of the 128
};

}  // namespace cloudx
