#pragma once
// The CloudFormation template of what the relay service needs in an account: template.json.

#include <string_view>

namespace cloudx::relay {

// Its text, below the 51,200 bytes that CreateStack takes.
[[nodiscard]] std::string_view stack_template();

// The template's description, by which a stack is known to be ours.
inline constexpr std::string_view kStackDescription =
    "cloudx-proxy relay: what the relay service launches its VMs with";

inline constexpr std::string_view kDefaultStack = "ssh-proxy";

}  // namespace cloudx::relay
