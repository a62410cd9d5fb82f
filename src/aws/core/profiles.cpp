#include "aws/core/profiles.hpp"

#include <utility>

#include "aws/core/section_title.hpp"

namespace cloudx::aws {

namespace {

const ConfigValue* find_value(const ConfigSection& section, std::string_view key) {
  const auto found = section.find(std::string(key));
  return found == section.end() ? nullptr : &found->second;
}

// With what it has of the section DEFAULT.
ConfigSection whole_section(const ConfigFile& file, const std::string& title) {
  ConfigSection section = file.sections.at(title);
  const auto defaults = file.sections.find(std::string(kDefaultsSection));
  if (defaults != file.sections.end()) {
    section.insert(defaults->second.begin(), defaults->second.end());
  }
  return section;
}

// Of two titles for the same name the later one counts.
void take_config_section(Profiles& out, const std::string& title, ConfigSection section) {
  const auto parsed = parse_section_title(title);
  if (title == "default") {
    // "[profile default]", where it exists, has the last word.
    out.profiles["default"].config.merge(section);
  } else if (!parsed) {
    return;  // a bare name is no profile in the config file
  } else if (parsed->kind == "profile" && parsed->name == "default") {
    ConfigSection& config = out.profiles["default"].config;
    section.merge(config);
    config = std::move(section);
  } else if (parsed->kind == "profile") {
    out.profiles[parsed->name].config = std::move(section);
  } else if (parsed->kind == "sso-session") {
    out.sso_sessions[parsed->name] = std::move(section);
  } else {
    out.services[parsed->name] = std::move(section);
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
  for (const std::string& title : config.order) {
    if (title != kDefaultsSection) take_config_section(out, title, whole_section(config, title));
  }
  for (const std::string& name : credentials.order) {
    if (name == kDefaultsSection) continue;
    out.profiles[name].credentials = whole_section(credentials, name);
  }
  for (auto& [name, profile] : out.profiles) profile.name = name;
  return out;
}

}  // namespace cloudx::aws
