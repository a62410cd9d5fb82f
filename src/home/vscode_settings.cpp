#include "home/vscode_settings.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "home/jsonc.hpp"

namespace cloudx::home {

namespace {

// A cold start of the instance fits into it.
constexpr int kConnectTimeout = 90;
constexpr std::string_view kTimeout = "remote.SSH.connectTimeout";

bool at_least(std::string_view number, int least) {
  boost::system::error_code error;
  const auto value = boost::json::parse(number, error);
  return !error && value.is_number() && value.to_number<double>(error) >= least && !error;
}

std::string json_text(std::string_view text) {
  return boost::json::serialize(boost::json::string(text));
}

}  // namespace

std::optional<std::string> remote_ssh_config(std::string_view settings) {
  const auto written = jsonc_member(settings, kVscodeConfigFile);
  if (!written) return std::nullopt;
  boost::system::error_code error;
  const auto value = boost::json::parse(*written, error);
  if (error || !value.is_string() || value.get_string().empty()) return std::nullopt;
  return std::string(std::string_view(value.get_string()));
}

Result<std::string> with_remote_ssh(std::string_view settings,
                                    const std::optional<std::string>& ssh_config) {
  Result<std::string> text = std::string(settings);
  if (ssh_config && remote_ssh_config(settings) != ssh_config) {
    text = with_jsonc_member(*text, kVscodeConfigFile, json_text(*ssh_config));
    if (!text) return text;
  }
  const auto timeout = jsonc_member(*text, kTimeout);
  if (timeout && at_least(*timeout, kConnectTimeout)) return text;
  return with_jsonc_member(*text, kTimeout, std::to_string(kConnectTimeout));
}

std::string with_moved_config(std::string_view settings, const FolderMove& move) {
  const auto present = remote_ssh_config(settings);
  const auto moved = present ? moved_path(*present, move) : std::nullopt;
  if (!moved) return std::string(settings);
  return with_jsonc_member(settings, kVscodeConfigFile, json_text(*moved))
      .value_or(std::string(settings));
}

}  // namespace cloudx::home
