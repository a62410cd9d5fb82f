#pragma once
// The titles of sections in the program's configuration file.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace cloudx::config {

enum class SectionKind : std::uint8_t { defaults, profile, host, forward };

struct Section {
  SectionKind kind = SectionKind::defaults;
  std::vector<std::string> names;  // of a profile or a set one, of hosts one pattern or more
};

// What stands between "[" and "]"; words are quoted as in ~/.aws/config. The error is a description
// of what is wrong with it.
[[nodiscard]] Result<Section> read_section(std::string_view title);

}  // namespace cloudx::config
