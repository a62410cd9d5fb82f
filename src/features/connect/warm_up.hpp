#pragma once
// Connections opened ahead of their use.

#include <boost/asio/any_io_executor.hpp>

#include "async/budget.hpp"
#include "aws/api/clients.hpp"
#include "features/connect/plan.hpp"

namespace cloudx::connect {

// Opens TLS to every host that a session will need, all at once and in the background.
void warm_up(aws::Clients& clients, const boost::asio::any_io_executor& executor, const Plan& plan,
             const async::Budget& budget);

// The same for the gateway alone, where its host is known already.
void warm_up_gateway(aws::Clients& clients, const boost::asio::any_io_executor& executor,
                     const Plan& plan, const async::Budget& budget);

}  // namespace cloudx::connect
