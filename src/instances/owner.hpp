#pragma once
// Whose an instance is. The accounts of the tool that this one replaces decide by one tag: an
// instance belongs to the IAM user whom it names, and policies compare it with ${aws:username}.

#include <map>
#include <string>
#include <string_view>

namespace cloudx::instances {

inline constexpr const char* kOwnerTag = "cloudxuser";  // its key, where no option names another

// From the ARN of GetCallerIdentity: the name of the IAM user, without its path; of a role the name
// of the session; empty for the root user.
[[nodiscard]] std::string caller_name(std::string_view arn);

// Whom the tag names; empty where there is no such tag.
[[nodiscard]] std::string owner_of(const std::map<std::string, std::string>& tags,
                                   const std::string& tag);

// "its tag cloudxuser names alice, and you are bob": one clause, where that tells why something is
// denied; else empty.
[[nodiscard]] std::string belongs_to_another(const std::map<std::string, std::string>& tags,
                                             const std::string& tag, std::string_view caller_arn);

}  // namespace cloudx::instances
