#include "sandbox/agent/remote_host.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "protocol/ssm/version.hpp"

namespace cloudx::sandbox {

namespace {

constexpr ssm::AgentVersion kFirstKnowingHosts = {3, 1, 1188, 0};
constexpr ssm::AgentVersion kFirstResolving = {3, 1, 1374, 0};

constexpr std::array<std::string_view, 9> kDenied{
    "169.254.169.254", "169.254.169.253", "169.254.169.123", "169.254.169.250", "169.254.169.251",
    "fd00:ec2::254",   "fd00:ec2::253",   "fd00:ec2::123",   "fd00:ec2::240"};

// The VPC of the sandbox, 172.31.0.0/16: its first four addresses and its last one are AWS's own.
constexpr std::uint32_t kVpcFirst = 0xAC1F0000;
constexpr std::uint32_t kVpcLast = 0xAC1FFFFF;
constexpr std::uint32_t kReserved = 4;

// Four or sixteen bytes; nothing for what is no address.
std::optional<std::vector<std::uint8_t>> bytes_of(std::string_view text) {
  const std::string address(text);
  std::array<std::uint8_t, 16> raw{};
  if (inet_pton(AF_INET, address.c_str(), raw.data()) == 1) {
    return std::vector<std::uint8_t>(raw.begin(), raw.begin() + 4);
  }
  if (inet_pton(AF_INET6, address.c_str(), raw.data()) == 1) {
    return std::vector<std::uint8_t>(raw.begin(), raw.end());
  }
  return std::nullopt;
}

bool is_denied(std::string_view address) {
  const auto bytes = bytes_of(address);
  if (!bytes) return false;
  if (std::ranges::any_of(kDenied, [&](auto denied) { return bytes_of(denied) == bytes; })) {
    return true;
  }
  if (bytes->size() != 4) return false;
  std::uint32_t number = 0;
  for (const std::uint8_t byte : *bytes) number = number << 8 | byte;
  return (number >= kVpcFirst && number < kVpcFirst + kReserved) || number == kVpcLast;
}

std::vector<std::string> resolve(std::string_view host, const HostNames& names) {
  const auto found = names.find(host);
  if (found != names.end()) return found->second;
  if (host == "localhost") return {"127.0.0.1"};
  if (bytes_of(host)) return {std::string(host)};
  return {};
}

}  // namespace

RemoteHost find_remote_host(std::string_view host, std::string_view agent_version,
                            std::string_view own_address, const HostNames& names) {
  const auto version = ssm::parse_agent_version(agent_version).value_or(ssm::AgentVersion{});
  if (host.empty() || version < kFirstKnowingHosts) return {{""}, {}};
  RemoteHost found{resolve(host, names), {}};
  const bool forbidden = version >= kFirstResolving
                             ? std::ranges::any_of(found.addresses, is_denied)
                             : host == own_address || std::ranges::count(kDenied, host) > 0;
  if (forbidden) found.forbidden = fmt::format("Forwarding to IP address {} is forbidden.", host);
  for (std::string& address : found.addresses) {
    if (address == "127.0.0.1" || address == "::1") address.clear();
  }
  return found;
}

}  // namespace cloudx::sandbox
