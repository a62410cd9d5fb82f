#pragma once
// The titles of sections in ~/.aws/config: a kind and a name, taken apart as botocore does, with
// the quoting of a shell. In ~/.aws/credentials the title is the profile's name, as it stands.

#include <optional>
#include <string>
#include <string_view>

namespace cloudx::aws {

struct SectionTitle {
  std::string kind;  // "profile", "sso-session" or "services"
  std::string name;
};

// nullopt for a title that stands for nothing of ours: other kinds ("preview"), one without a name
// or with more than one, quotes without end. "default", which is a profile, is not told here.
[[nodiscard]] std::optional<SectionTitle> parse_section_title(std::string_view title);

// The other way round: quoted where the name needs it.
[[nodiscard]] std::string format_section_title(std::string_view kind, std::string_view name);

}  // namespace cloudx::aws
