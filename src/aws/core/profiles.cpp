#include "aws/core/profiles.hpp"

#include <utility>

#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

std::string unquoted(std::string_view name) {
  const bool quoted = name.size() >= 2 && (name.front() == '"' || name.front() == '\'') &&
                      name.front() == name.back();
  return std::string(quoted ? name.substr(1, name.size() - 2) : name);
}

// "profile dev" -> {"profile", "dev"}; a single word has no name.
std::pair<std::string_view, std::string> section_title(std::string_view title) {
  const std::size_t space = title.find_first_of(" \t");
  if (space == std::string_view::npos) return {title, ""};
  return {title.substr(0, space), unquoted(trim(title.substr(space)))};
}

const ConfigValue* find_value(const ConfigSection& section, std::string_view key) {
  const auto found = section.find(std::string(key));
  return found == section.end() ? nullptr : &found->second;
}

void take_config_section(Profiles& out, std::string_view title, const ConfigSection& section) {
  const auto [type, name] = section_title(title);
  if (title == "default") {
    // "[profile default]", where it exists, has the last word.
    ConfigSection& config = out.profiles["default"].config;
    config.insert(section.begin(), section.end());
  } else if (name.empty()) {
    return;  // a bare name is no profile in the config file
  } else if (type == "profile") {
    ConfigSection& config = out.profiles[name].config;
    for (const auto& [key, value] : section) config[key] = value;
  } else if (type == "sso-session") {
    out.sso_sessions[name] = section;
  } else if (type == "services") {
    out.services[name] = section;
  }
}

}  // namespace

std::optional<std::string> section_get(const ConfigSection& section, std::string_view key) {
  const ConfigValue* value = find_value(section, key);
  if (value == nullptr || value->text.empty()) return std::nullopt;
  return value->text;
}

std::optional<std::string> Profile::get(std::string_view key) const {
  auto value = section_get(credentials, key);
  return value ? value : section_get(config, key);
}

std::optional<std::string> Profile::plain(std::string_view key) const {
  const auto value = get(key);
  if (!value) return std::nullopt;
  std::string text = without_comment(*value);
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> Profile::nested(std::string_view parent, std::string_view key) const {
  for (const ConfigSection* section : {&credentials, &config}) {
    const ConfigValue* value = find_value(*section, parent);
    if (value == nullptr) continue;
    const auto found = value->nested.find(std::string(key));
    if (found != value->nested.end()) return found->second;
  }
  return std::nullopt;
}

const Profile* Profiles::find(std::string_view name) const {
  const auto found = profiles.find(name);
  return found == profiles.end() ? nullptr : &found->second;
}

Profiles merge_profiles(const ConfigFile& config, const ConfigFile& credentials) {
  Profiles out;
  for (const auto& [title, section] : config.sections) take_config_section(out, title, section);
  for (const auto& [name, section] : credentials.sections) {
    out.profiles[unquoted(name)].credentials = section;
  }
  for (auto& [name, profile] : out.profiles) profile.name = name;
  return out;
}

}  // namespace cloudx::aws
