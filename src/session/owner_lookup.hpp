#pragma once
// Whether an instance that we were kept from belongs to somebody else.

#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/clients/clients.hpp"
#include "session/session_plan.hpp"

namespace cloudx::session {

// A line for the user; empty where it does not, or where that cannot be found out.
boost::asio::awaitable<std::string> look_for_other_owner(aws::Clients& clients,
                                                         const SessionPlan& plan,
                                                         async::Deadline deadline);

}  // namespace cloudx::session
