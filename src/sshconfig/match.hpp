#pragma once
// The criteria of a Match line, as far as they depend on names alone.

#include <cstdint>
#include <string_view>

#include "sshconfig/line.hpp"

namespace cloudx::sshconfig {

enum class Decision : std::uint8_t { no, yes, unknown };

// `original` is the name on ssh's command line, `host` the HostName met so far, else the same name.
[[nodiscard]] Decision decide_match(const Line& header, std::string_view original,
                                    std::string_view host);

}  // namespace cloudx::sshconfig
