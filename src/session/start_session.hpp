#pragma once

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ssm.hpp"
#include "aws/clients/clients.hpp"
#include "base/error.hpp"
#include "session/session_plan.hpp"

namespace cloudx::session {

// StartSession for the plan's target and document. A stop in the middle waits a moment for the
// answer and ends the session that it brings: one whose id nobody knows would stay open at the
// service.
boost::asio::awaitable<Result<aws::SessionTicket>> start_session(aws::Ssm& ssm,
                                                                 const SessionPlan& plan,
                                                                 async::Deadline deadline);

// ExecuteCommand for the plan's container and its command, stopped in the same way.
boost::asio::awaitable<Result<aws::SessionTicket>> execute_command(aws::Clients& clients,
                                                                   const SessionPlan& plan,
                                                                   async::Deadline deadline);

}  // namespace cloudx::session
