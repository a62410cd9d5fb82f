#include "sandbox/server/environment.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::sandbox {

const std::vector<std::string>& unwanted_variables() {
  static const std::vector<std::string> kNames{
      "AWS_PROFILE",        "AWS_DEFAULT_PROFILE",         "AWS_SESSION_TOKEN",
      "AWS_SECURITY_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"};
  return kNames;
}

Result<void> write_aws_files(const std::filesystem::path& folder, const std::string& region,
                             const AccessKey& key) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(Errc::io, fmt::format("{}: {}", folder.string(), error.message()));
  std::string config;
  std::string credentials;
  for (const std::string_view profile : {"default", "vscode", "cloudX"}) {
    config += fmt::format("[{}{}]\nregion = {}\noutput = json\n\n",
                          profile == "default" ? "" : "profile ", profile, region);
    credentials += fmt::format("[{}]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
                               profile, key.id, key.secret.reveal());
    if (!key.session_token.empty()) {
      credentials += fmt::format("aws_session_token = {}\n", key.session_token.reveal());
    }
    credentials += "\n";
  }
  const Result<void> done = os::write_file_atomically(folder / "config", config);
  return done ? os::write_file_atomically(folder / "credentials", credentials) : done;
}

void add_credentials(Environment& environment, const AccessKey& key) {
  environment.emplace_back("AWS_ACCESS_KEY_ID", key.id);
  environment.emplace_back("AWS_SECRET_ACCESS_KEY", key.secret.reveal());
  if (!key.session_token.empty()) {
    environment.emplace_back("AWS_SESSION_TOKEN", key.session_token.reveal());
  }
}

std::string as_exports(const Environment& environment) {
  std::string text;
  for (const std::string& name : unwanted_variables()) text += fmt::format("unset {}\n", name);
  for (const auto& [name, value] : environment) {
    std::string quoted;
    for (const char c : value) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    text += fmt::format("export {}='{}'\n", name, quoted);
  }
  return text;
}

std::string as_json(const Environment& environment) {
  boost::json::object object;
  for (const auto& [name, value] : environment) object[name] = value;
  return boost::json::serialize(object) + "\n";
}

}  // namespace cloudx::sandbox
