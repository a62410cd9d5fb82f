#pragma once
// Which of several places decides about a setting.

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "config/values.hpp"

namespace cloudx::config {

// What the sections are chosen by.
struct Subject {
  std::string profile;             // of AWS, the one in use
  std::vector<std::string> names;  // of the node: its id, its hosts in the ssh config, as typed
};

// A section [host ...] stands for the node where a pattern matches one of its names, and no negated
// one does.
[[nodiscard]] bool is_about(const std::vector<std::string>& patterns,
                            const std::vector<std::string>& names);

// The environment, then the first host section that says something, the profile's section, and
// [default]. nullopt where nobody says anything, or an empty value takes it back.
[[nodiscard]] std::optional<std::string> choose(Key key, const Configuration& configuration,
                                                const Subject& subject);

}  // namespace cloudx::config
