#include "session/warm_up.hpp"

namespace cloudx::session {

void warm_up(aws::Clients& clients, const boost::asio::any_io_executor& executor,
             const aws::EndpointOptions& endpoints, instances::NodeKind kind,
             const async::Budget& budget) {
  const auto warm = [&](const aws::Service& service) {
    if (const auto endpoint = aws::resolve_endpoint(service, endpoints)) {
      clients.streams().warm(executor, endpoint->url, budget);
    }
  };
  warm(aws::kSsm);
  if (kind == instances::NodeKind::instance) warm(aws::kEc2InstanceConnect);
  warm_up_gateway(clients, executor, endpoints, budget);
}

void warm_up_gateway(aws::Clients& clients, const boost::asio::any_io_executor& executor,
                     const aws::EndpointOptions& endpoints, const async::Budget& budget) {
  if (aws::gateway_is_told_later(endpoints)) return;
  if (const auto endpoint = aws::resolve_endpoint(aws::kSsmMessages, endpoints)) {
    clients.streams().warm(executor, endpoint->url, budget);
  }
}

}  // namespace cloudx::session
