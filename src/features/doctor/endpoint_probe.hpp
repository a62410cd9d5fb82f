#pragma once
// Opens a connection to every service that connect needs, all at once.

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/core/settings.hpp"
#include "features/doctor/endpoint_checks.hpp"

namespace cloudx::doctor {

// In the order of the services; each attempt has a time limit of its own within the deadline.
boost::asio::awaitable<std::vector<EndpointFacts>> probe_endpoints(aws::Settings settings,
                                                                   async::Deadline deadline);

}  // namespace cloudx::doctor
