#include "features/doctor/vscode_checks.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "base/file.hpp"

namespace cloudx::doctor {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* kTimeout = "remote.SSH.connectTimeout";
constexpr const char* kConfigFile = "remote.SSH.configFile";
// Seconds; the extension's own default is 15. A stopped instance needs a minute and more.
constexpr int kEnough = 90;
constexpr const char* kTimeoutName = "VS Code connectTimeout";
constexpr const char* kConfigFileName = "VS Code configFile";

Finding check_timeout(const json::object& settings) {
  const std::string remedy =
      fmt::format("set \"{}\": {} (cloudx-proxy setup --vscode does so)", kTimeout, kEnough);
  const json::value* const found = settings.if_contains(kTimeout);
  if (found == nullptr) {
    return warning(kTimeoutName,
                   "not set: VS Code gives up after 15 s, before an instance has started", remedy);
  }
  json::error_code error;
  const double seconds = found->is_number() ? found->to_number<double>(error) : 0;
  if (!found->is_number() || error) return warning(kTimeoutName, "is no number", remedy);
  if (seconds < kEnough) {
    return warning(kTimeoutName,
                   fmt::format("{} s are too few for an instance that has to start", seconds),
                   remedy);
  }
  return good(kTimeoutName, fmt::format("{} s", seconds));
}

Finding check_config_file(const json::object& settings, const VscodeFacts& facts) {
  const json::value* const found = settings.if_contains(kConfigFile);
  if (found == nullptr || !found->is_string() || found->get_string().empty()) {
    return good(kConfigFileName, "not set: VS Code reads " + facts.main_config.string());
  }
  const fs::path file = expand_tilde(std::string(found->get_string()), facts.home);
  std::error_code error;
  if (!fs::exists(file, error)) {
    return failure(
        kConfigFileName, file.string() + " does not exist",
        fmt::format("remove \"{}\", or set it to {}", kConfigFile, facts.our_config.string()));
  }
  const bool known = fs::equivalent(file, facts.our_config, error) ||
                     fs::equivalent(file, facts.main_config, error);
  if (known) return good(kConfigFileName, file.string());
  return warning(
      kConfigFileName,
      fmt::format("VS Code reads {}, neither {} nor {}", file.string(), facts.main_config.string(),
                  facts.our_config.string()),
      fmt::format("remove \"{}\", or set it to {}", kConfigFile, facts.our_config.string()));
}

}  // namespace

std::vector<fs::path> find_vscode_settings(const home::Surroundings& surroundings) {
  const fs::path home = surroundings.home;
  const fs::path linux_folder =
      surroundings.environment.get("XDG_CONFIG_HOME").value_or((home / ".config").string());
  std::vector<fs::path> found;
  for (const fs::path& folder : {linux_folder, home / "Library" / "Application Support"}) {
    for (const char* const edition : {"Code", "Code - Insiders"}) {
      const fs::path file = folder / edition / "User" / "settings.json";
      std::error_code error;
      if (fs::exists(file, error)) found.push_back(file);
    }
  }
  return found;
}

std::vector<Finding> check_vscode(const VscodeFacts& facts) {
  if (!facts.content) {
    return {warning("VS Code settings", facts.content.error().message, "make the file readable")};
  }
  // VS Code takes an empty file for one without settings.
  if (facts.content->find_first_not_of(" \t\r\n") == std::string::npos) {
    return {check_timeout(json::object()), check_config_file(json::object(), facts)};
  }
  json::parse_options options;
  options.allow_comments = true;
  options.allow_trailing_commas = true;
  json::error_code error;
  const json::value settings = json::parse(*facts.content, error, {}, options);
  if (error || !settings.is_object()) {
    return {warning("VS Code settings", facts.file.string() + " is no JSON object",
                    "correct it in VS Code: Preferences, Open User Settings (JSON)")};
  }
  return {check_timeout(settings.get_object()), check_config_file(settings.get_object(), facts)};
}

}  // namespace cloudx::doctor
