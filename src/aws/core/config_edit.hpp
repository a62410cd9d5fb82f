#pragma once
// Changes to the text of ~/.aws/config and ~/.aws/credentials that touch nothing else: every other
// line, comments and line ends included, stays as it is byte for byte.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace cloudx::aws {

// A section by its kind and name, however its title is written: [profile dev], [profile "dev"].
struct SectionName {
  std::string
      kind;  // "profile", "sso-session"; "" in the credentials file, which has profiles only
  std::string name;
};

using ConfigSettings = std::vector<std::pair<std::string, std::string>>;  // key, value

// `text` with these settings in that section. A setting that is there changes in its line; a new
// one follows the section's last; a missing section is added at the end. The same twice changes
// nothing. The default profile of the config file is [default], unless there is a
// [profile default], which overrides it.
//
// Errc::configuration, without the value in the message: a name or value that the grammar cannot
// hold (line breaks, leading or trailing white space, what a reader would take for a comment or
// quotes), or a file where the change would alter the meaning of other lines.
[[nodiscard]] Result<std::string> set_in_config(std::string_view text, const SectionName& section,
                                                const ConfigSettings& settings);

}  // namespace cloudx::aws
