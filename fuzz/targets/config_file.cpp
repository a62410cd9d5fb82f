// ~/.aws/config and ~/.aws/credentials.
//
// Input: a block with the config file, then the credentials file.

#include <cstdint>

#include "aws/core/profiles.hpp"
#include "aws/core/text.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

void check_file(const aws::ConfigFile& file, std::string_view text) {
  for (const auto& [title, section] : file.sections) {
    for (const auto& [key, value] : section) {
      expect(!key.empty(), "a setting has a name");
      expect(value.text.empty() || value.nested.empty(), "only an empty value holds others");
      for (const std::string_view line : aws::split(value.text, '\n')) {
        expect(text.contains(line), "values are taken as they stand");
      }
      expect(value.text.contains(aws::without_comment(value.text)), "a comment is only cut off");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string_view config_text = as_text(input.block());
  const std::string_view credentials_text = input.text();
  const aws::ConfigFile config = aws::parse_config_file(config_text);
  const aws::ConfigFile credentials = aws::parse_config_file(credentials_text);
  check_file(config, config_text);
  check_file(credentials, credentials_text);
  const aws::Profiles profiles = aws::merge_profiles(config, credentials);
  for (const auto& [name, profile] : profiles.profiles) {
    expect(profiles.find(name) == &profile && profile.name == name, "a profile has its name");
    for (const auto& [key, value] : profile.credentials) {
      expect(value.text.empty() || profile.get(key) == value.text, "the credentials file wins");
    }
  }
  return 0;
}
