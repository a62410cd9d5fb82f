#include "features/doctor/vscode_checks.hpp"

#include <optional>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "home/home_path.hpp"
#include "home/jsonc.hpp"
#include "home/vscode_settings.hpp"
#include "os/file_secrecy.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/files.hpp"
#include "sshconfig/include.hpp"
#include "sshconfig/resolve.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::doctor {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* kTimeout = "remote.SSH.connectTimeout";
// Seconds; the extension's own default is 15. A stopped instance needs a minute and more.
constexpr int kEnough = 90;
constexpr const char* kTimeoutName = "VS Code connectTimeout";
constexpr const char* kConfigFileName = "VS Code configFile";

Finding check_timeout(const VscodeFacts& facts) {
  const std::string remedy =
      fmt::format("set \"{}\": {} in {} (cloudx-proxy setup --vscode does so)", kTimeout, kEnough,
                  facts.file.string());
  const auto found = home::jsonc_member(*facts.content, kTimeout);
  if (!found) {
    return warning(kTimeoutName,
                   fmt::format("not set: {} gives up after 15 s, before an instance has started",
                               facts.editor),
                   remedy);
  }
  json::error_code error;
  const json::value value = json::parse(*found, error);
  const double seconds = !error && value.is_number() ? value.to_number<double>(error) : 0;
  if (error || !value.is_number()) {
    return warning(kTimeoutName, fmt::format("that of {} is no number", facts.editor), remedy);
  }
  if (seconds < kEnough) {
    return warning(kTimeoutName,
                   fmt::format("{}: {} s are too few for an instance that has to start",
                               facts.editor, seconds),
                   remedy);
  }
  return good(kTimeoutName, fmt::format("{} s", seconds));
}

// Whether the file leads to our hosts: to the one that is examined, else to all of ours.
bool finds_hosts(const fs::path& file, const VscodeFacts& facts) {
  const sshconfig::DiskFiles files;
  const auto text = files.read(file);
  if (!text) return false;
  const auto document = sshconfig::parse(*text);
  if (facts.host.empty()) {
    return sshconfig::include_of(document, facts.our_config, facts.home, files) != nullptr;
  }
  return sshconfig::resolve(document, facts.host, facts.home, files).value("hostname").has_value();
}

Finding check_config_file(const VscodeFacts& facts) {
  const auto written = home::remote_ssh_config(*facts.content);
  if (!written) {
    return good(kConfigFileName,
                fmt::format("not set: {} reads {}", facts.editor, facts.main_config.string()));
  }
  const fs::path file = home::expand_home(*written, facts.home);
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    return failure(kConfigFileName,
                   fmt::format("{} reads {}, which does not exist", facts.editor, file.string()),
                   fmt::format("remove \"{}\" from {}: {} is read then", home::kVscodeConfigFile,
                               facts.file.string(), facts.main_config.string()));
  }
  const bool known = fs::equivalent(file, facts.our_config, error) ||
                     fs::equivalent(file, facts.main_config, error) || finds_hosts(file, facts);
  if (known) return good(kConfigFileName, file.string());
  return warning(
      kConfigFileName,
      fmt::format("{} reads {}, which does not have our hosts", facts.editor, file.string()),
      fmt::format("put the line  Include {}  at the top of that file, or remove \"{}\" "
                  "from {}",
                  sshconfig::quoted_word(facts.our_config.generic_string()),
                  home::kVscodeConfigFile, facts.file.string()));
}

}  // namespace

std::vector<Finding> check_vscode(const VscodeFacts& facts) {
  if (!facts.content) {
    return {warning("VS Code settings", facts.content.error().message,
                    "make it yours and readable: " + os::closing_command(facts.file))};
  }
  if (!home::is_jsonc_object(*facts.content)) {
    return {warning(
        "VS Code settings", facts.file.string() + " is no JSON object",
        fmt::format("correct it in {}: Preferences, Open User Settings (JSON)", facts.editor))};
  }
  return {check_timeout(facts), check_config_file(facts)};
}

}  // namespace cloudx::doctor
