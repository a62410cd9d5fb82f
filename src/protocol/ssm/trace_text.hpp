#pragma once
// What a trace says of a session: its frames without their payload, its actions, its window. The
// tunnel and the simulation write the same lines.

#include <string>

#include "base/bytes.hpp"
#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/session_types.hpp"

namespace cloudx::ssm {

// "input_stream_data 12, output, 1024 bytes", "acknowledge of 5".
[[nodiscard]] std::string trace_text(ByteView frame);
// "resume", "notice: lost (the connection broke)". Never a token or a query.
[[nodiscard]] std::string trace_text(const SessionAction& action);
// What is under way, what may be, round trip and rate.
[[nodiscard]] std::string window_trace_text(const Channel& channel);

}  // namespace cloudx::ssm
