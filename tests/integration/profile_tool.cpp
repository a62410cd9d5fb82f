// What write_profile.hpp and settings.hpp do, for tests in Python:
//   profile-tool static NAME KEY_ID SECRET REGION
//   profile-tool sso NAME SESSION START_URL SSO_REGION ACCOUNT ROLE REGION
//   profile-tool show NAME          the profile's settings as JSON
//   profile-tool read               for each line of stdin, a JSON list of the texts of a config
//   and
//                                   a credentials file: what they say, as botocore's full_config
// The files are those of AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE. Writing prints the names
// of the files that changed.

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "aws/core/settings.hpp"
#include "aws/core/write_profile.hpp"

namespace {

using namespace cloudx;

int complain(const Error& error) {
  std::cerr << error.message << "\n";
  return 1;
}

int write(const Result<std::vector<aws::FileChange>>& changes) {
  if (!changes) return complain(changes.error());
  if (const auto done = aws::apply(*changes); !done) return complain(done.error());
  for (const aws::FileChange& change : *changes) std::cout << change.path.string() << "\n";
  return 0;
}

boost::json::value to_json(const aws::ConfigValue& value) {
  if (value.nested.empty()) return boost::json::string(value.text);
  boost::json::object nested;
  for (const auto& [key, text] : value.nested) nested[key] = text;
  return nested;
}

int show(const std::string& name) {
  const auto settings = aws::load_settings(
      aws::Environment::of_process(),
      {.profile = name, .region = {}, .config_file = {}, .credentials_file = {}});
  if (!settings) return complain(settings.error());
  boost::json::object out;
  const aws::Profile profile = settings->active_profile();
  for (const auto* section : {&profile.config, &profile.credentials}) {
    for (const auto& [key, value] : *section) {
      out[key] = to_json(value);
    }
  }
  std::cout << boost::json::serialize(out) << "\n";
  return 0;
}

boost::json::object to_json(const aws::ConfigSection& section) {
  boost::json::object out;
  for (const auto& [key, value] : section) out[key] = to_json(value);
  return out;
}

boost::json::object to_json(const std::map<std::string, aws::ConfigSection, std::less<>>& named) {
  boost::json::object out;
  for (const auto& [name, section] : named) out[name] = to_json(section);
  return out;
}

int read() {
  for (std::string line; std::getline(std::cin, line);) {
    const boost::json::value pair = boost::json::parse(line);
    const auto text = [&](std::size_t i) {
      return std::string_view(pair.at(i).as_string().data(), pair.at(i).as_string().size());
    };
    const aws::Profiles all =
        aws::merge_profiles(aws::parse_config_file(text(0)), aws::parse_config_file(text(1)));
    boost::json::object profiles;
    for (const auto& [name, profile] : all.profiles) {
      boost::json::object settings = to_json(profile.config);
      for (auto& [key, value] : to_json(profile.credentials)) settings[key] = std::move(value);
      profiles[name] = std::move(settings);
    }
    const boost::json::object out{{"profiles", std::move(profiles)},
                                  {"sso_sessions", to_json(all.sso_sessions)},
                                  {"services", to_json(all.services)}};
    std::cout << boost::json::serialize(out) << "\n";
  }
  return 0;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const aws::SharedFiles files{variable("AWS_CONFIG_FILE"),
                               variable("AWS_SHARED_CREDENTIALS_FILE")};
  if (words.size() == 2 && words[0] == "show") return show(words[1]);
  if (words.size() == 1 && words[0] == "read") return read();
  if (words.size() == 5 && words[0] == "static") {
    return write(aws::plan_profile(
        files, aws::StaticProfile{words[1], words[2], Secret(words[3]), Secret(), words[4]}));
  }
  if (words.size() == 8 && words[0] == "sso") {
    return write(aws::plan_profile(files, aws::SsoProfile{words[1], words[2], words[3], words[4],
                                                          words[5], words[6], words[7]}));
  }
  std::cerr << "usage: profile-tool static|sso|show|read ...\n";
  return 2;
}
