#include "session/preconnect.hpp"

namespace cloudx::session {

void preconnect(aws::Clients& clients, const boost::asio::any_io_executor& executor,
                const aws::EndpointOptions& endpoints, bool pushes_key,
                const async::Deadline& deadline) {
  const auto warm = [&](const aws::Service& service) {
    if (const auto endpoint = aws::resolve_endpoint(service, endpoints)) {
      clients.streams().warm(executor, endpoint->url, deadline);
    }
  };
  warm(aws::kSsm);
  if (pushes_key) warm(aws::kEc2InstanceConnect);
  preconnect_gateway(clients, executor, endpoints, deadline);
}

void preconnect_gateway(aws::Clients& clients, const boost::asio::any_io_executor& executor,
                        const aws::EndpointOptions& endpoints, const async::Deadline& deadline) {
  if (aws::gateway_is_told_later(endpoints)) return;
  if (const auto endpoint = aws::resolve_endpoint(aws::kSsmMessages, endpoints)) {
    clients.streams().warm(executor, endpoint->url, deadline);
  }
}

}  // namespace cloudx::session
