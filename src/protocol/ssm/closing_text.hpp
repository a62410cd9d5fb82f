#pragma once

#include <string>
#include <string_view>

namespace cloudx::ssm {

// The text of channel_closed as one line for a terminal: without the agent's "---ERROR---" rule,
// without control characters (it comes from a remote machine), white space collapsed.
[[nodiscard]] std::string closing_text(std::string_view output);

}  // namespace cloudx::ssm
