#include "instances/owner.hpp"

#include <fmt/format.h>

namespace cloudx::instances {

std::string caller_name(std::string_view arn) {
  // arn:PARTITION:iam::ACCOUNT:user/PATH/NAME, arn:PARTITION:sts::ACCOUNT:assumed-role/ROLE/SESSION
  for (int colons = 0; colons < 5; ++colons) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  const auto slash = arn.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(arn.substr(slash + 1));
}

std::string owner_of(const std::map<std::string, std::string>& tags, const std::string& tag) {
  const auto found = tags.find(tag);
  return found == tags.end() ? std::string() : found->second;
}

std::string belongs_to_another(const std::map<std::string, std::string>& tags,
                               const std::string& tag, std::string_view caller_arn) {
  const std::string owner = owner_of(tags, tag);
  if (owner.empty() || owner == caller_name(caller_arn)) return {};
  const std::string name = caller_name(caller_arn);
  return fmt::format("its tag {} names {}, and you are {}", tag, owner,
                     name.empty() ? std::string(caller_arn) : name);
}

}  // namespace cloudx::instances
