#pragma once
// The grammar of ~/.aws/config and ~/.aws/credentials (AWS SDKs and Tools Reference Guide, "Shared
// config and credentials files"). What botocore reads is read as it does; where it refuses a whole
// file, everything that can be read is.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::aws {

struct ConfigValue {
  // Trimmed; text after it ("# ...") belongs to it. Lines below it that are deeper follow, each
  // after a line feed.
  std::string text;
  std::map<std::string, std::string> nested;  // of a key with an empty value: indented name = value

  friend bool operator==(const ConfigValue&, const ConfigValue&) = default;
};

using ConfigSection = std::map<std::string, ConfigValue>;  // keys in lower case

struct ConfigFile {
  std::map<std::string, ConfigSection> sections;  // names as written between "[" and "]", trimmed
  std::vector<std::string> order;                 // of those names, as they come in the file
  std::vector<std::string> warnings;              // "line 7: ...": what was passed over, no content
};

// The section whose settings every other section has that does not say otherwise.
inline constexpr std::string_view kDefaultsSection = "DEFAULT";

// Sections of the same name are merged, later keys win. Nothing in a file is an error: a line that
// cannot be read is passed over with a warning.
[[nodiscard]] ConfigFile parse_config_file(std::string_view text);

// Cuts a comment (" #", " ;", or with a tab before the sign) off a value that cannot contain one: a
// region, an ARN, a number. Not for secrets, commands or URLs.
[[nodiscard]] std::string without_comment(std::string_view value);

}  // namespace cloudx::aws
