#pragma once
// What session/explain.hpp does, for what only a connection of ssh runs into.

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "features/connect/connect_plan.hpp"

namespace cloudx::connect {

// The session was open, and the far end closed it without one byte from the port. `text` is the
// agent's, often empty.
[[nodiscard]] Error explain_no_answer(const ConnectPlan& plan, std::string_view text);
// No session brought a byte from the port, for as long as --timeout allows.
[[nodiscard]] Error explain_no_answer_in_time(const ConnectPlan& plan, std::string_view text);
[[nodiscard]] Error explain_push_failure(const ConnectPlan& plan, const Error& error);

// A line on stderr: the far end has closed the session, and ssh had more to do.
[[nodiscard]] std::string describe_remote_end(const ConnectPlan& plan);

}  // namespace cloudx::connect
