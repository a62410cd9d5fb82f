#pragma once
// IP addresses in their text forms (RFC 4291 section 2.2, dotted decimal).

#include <string_view>

namespace cloudx {

[[nodiscard]] bool is_ip_address(std::string_view text);

}  // namespace cloudx
