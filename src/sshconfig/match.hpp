#pragma once
// The criteria of a Match line, as far as they depend on names alone.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sshconfig/line.hpp"

namespace cloudx::sshconfig {

enum class Decision : std::uint8_t { no, yes, unknown };

struct Criterion {
  std::string name;                   // lower case
  std::vector<std::string> patterns;  // of its argument, lower case
  bool negated = false;
};

// A Match line that was read once, for many questions.
[[nodiscard]] std::vector<Criterion> criteria_of(const Line& header);

[[nodiscard]] Decision decide_match(std::span<const Criterion> criteria, std::string_view original,
                                    std::string_view host);

// `original` is the name on ssh's command line, `host` the HostName met so far, else the same name.
[[nodiscard]] Decision decide_match(const Line& header, std::string_view original,
                                    std::string_view host);

}  // namespace cloudx::sshconfig
