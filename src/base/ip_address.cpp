#include "base/ip_address.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <string>

namespace cloudx {

bool is_ip_address(std::string_view text) {
  const std::string terminated(text);
  std::array<std::uint8_t, sizeof(in6_addr)> parsed{};
  return text.find('\0') == std::string_view::npos &&
         (inet_pton(AF_INET, terminated.c_str(), parsed.data()) == 1 ||
          inet_pton(AF_INET6, terminated.c_str(), parsed.data()) == 1);
}

}  // namespace cloudx
