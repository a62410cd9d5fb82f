#include "config/choose.hpp"

#include <algorithm>
#include <string_view>

#include "sshconfig/pattern.hpp"

namespace cloudx::config {

namespace {

const std::string* find(const Values& values, Key key) {
  const auto found = values.find(key);
  return found == values.end() ? nullptr : &found->second;
}

const std::string* first_of(Key key, const Configuration& configuration, const Subject& subject) {
  if (const auto* value = find(configuration.environment, key)) return value;
  const Sections& sections = configuration.sections;
  for (const HostSection& host : sections.hosts) {
    if (!is_about(host.patterns, subject.names)) continue;
    if (const auto* value = find(host.values, key)) return value;
  }
  if (const auto profile = sections.profiles.find(subject.profile);
      profile != sections.profiles.end()) {
    if (const auto* value = find(profile->second, key)) return value;
  }
  return find(sections.defaults, key);
}

}  // namespace

bool is_about(const std::vector<std::string>& patterns, const std::vector<std::string>& names) {
  const auto matches = [&names](std::string_view pattern) {
    return std::ranges::any_of(
        names, [&](const std::string& name) { return sshconfig::match_pattern(name, pattern); });
  };
  bool wanted = false;
  for (const std::string_view pattern : patterns) {
    if (pattern.starts_with('!')) {
      if (matches(pattern.substr(1))) return false;
    } else if (!wanted) {
      wanted = matches(pattern);
    }
  }
  return wanted;
}

std::optional<std::string> choose(Key key, const Configuration& configuration,
                                  const Subject& subject) {
  const std::string* const value = first_of(key, configuration, subject);
  if (value == nullptr || value->empty()) return std::nullopt;
  return *value;
}

}  // namespace cloudx::config
