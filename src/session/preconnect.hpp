#pragma once
// Connections opened ahead of their use.

#include <boost/asio/any_io_executor.hpp>

#include "async/deadline.hpp"
#include "aws/clients/clients.hpp"
#include "aws/core/endpoint.hpp"

namespace cloudx::session {

// Opens TLS to every host that a session will need, all at once and in the background; to EC2
// Instance Connect only where a key is to be pushed.
void preconnect(aws::Clients& clients, const boost::asio::any_io_executor& executor,
                const aws::EndpointOptions& endpoints, bool pushes_key,
                const async::Deadline& deadline);

// Connects to the gateway alone ahead of its use, where its host is known already.
void preconnect_gateway(aws::Clients& clients, const boost::asio::any_io_executor& executor,
                        const aws::EndpointOptions& endpoints, const async::Deadline& deadline);

}  // namespace cloudx::session
