// Changes to ~/.aws/config and ~/.aws/credentials.
//
// Input: 0 for a section of the config file, else of the credentials file; blocks with the name of
// the section, the key and the value; then the file.

#include "aws/core/config_edit.hpp"

#include <algorithm>
#include <cstdint>

#include "aws/core/config_file.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

// One line may be in the old text alone, and nothing else of it.
void check_rest(std::string_view before, std::string_view after) {
  const auto same = std::ranges::mismatch(before, after);
  const auto kept = static_cast<std::size_t>(same.in1 - before.begin());
  std::string_view gone = before.substr(kept);
  std::string_view come = after.substr(kept);
  while (!gone.empty() && !come.empty() && gone.back() == come.back()) {
    gone.remove_suffix(1);
    come.remove_suffix(1);
  }
  expect(!gone.contains('\n'), "other lines stay as they are");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool credentials = input.byte() != 0;
  const std::string name(as_text(input.block()));
  const std::string key(as_text(input.block()));
  const std::string value(as_text(input.block()));
  const std::string_view before = input.text();
  const aws::SectionName section{credentials ? "" : "profile", name};
  const auto after = aws::set_in_config(before, section, {{key, value}});
  if (!after) return 0;
  const auto again = aws::set_in_config(*after, section, {{key, value}});
  expect(again.has_value() && *again == *after, "the same twice changes nothing");
  check_rest(before, *after);
  const aws::ConfigFile read = aws::parse_config_file(*after);
  const bool found = std::ranges::any_of(read.sections, [&](const auto& entry) {
    const auto setting = entry.second.find(key);
    return setting != entry.second.end() && setting->second.text == value;
  });
  expect(found, "the value is read");
  return 0;
}
