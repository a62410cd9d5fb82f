#pragma once
// What the config file and the credentials file say together: profiles, SSO sessions, services.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/config_file.hpp"

namespace cloudx::aws {

// One profile. The two sections stay apart because static keys in the credentials file come before,
// those in the config file after most other sources of credentials.
struct Profile {
  std::string name;
  ConfigSection config;
  ConfigSection credentials;

  // The text of a setting; the credentials file wins. Empty values count as unset.
  [[nodiscard]] std::optional<std::string> get(std::string_view key) const;
  // Returns a value without the comment after it (regions, ARNs, names, numbers).
  [[nodiscard]] std::optional<std::string> plain(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return get(key).has_value(); }
  // `key` under `parent`, as in "s3 =" followed by an indented "addressing_style = path".
  [[nodiscard]] std::optional<std::string> nested(std::string_view parent,
                                                  std::string_view key) const;
};

struct Profiles {
  std::map<std::string, Profile, std::less<>> profiles;
  std::map<std::string, ConfigSection, std::less<>> sso_sessions;
  std::map<std::string, ConfigSection, std::less<>> services;

  [[nodiscard]] const Profile* find(std::string_view name) const;
};

// The text of a setting in one section; empty values count as unset.
[[nodiscard]] std::optional<std::string> section_get(const ConfigSection& section,
                                                     std::string_view key);

[[nodiscard]] Profiles merge_profiles(const ConfigFile& config, const ConfigFile& credentials);

}  // namespace cloudx::aws
