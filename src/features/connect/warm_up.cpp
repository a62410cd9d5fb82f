#include "features/connect/warm_up.hpp"

namespace cloudx::connect {

void warm_up(aws::Clients& clients, const boost::asio::any_io_executor& executor, const Plan& plan,
             const async::Budget& budget) {
  const auto& endpoints = plan.account.settings.endpoints;
  const auto warm = [&](const aws::Service& service) {
    if (const auto endpoint = aws::resolve_endpoint(service, endpoints)) {
      clients.streams().warm(executor, endpoint->url, budget);
    }
  };
  warm(aws::kSsm);
  if (plan.target.kind == instances::NodeKind::instance) warm(aws::kEc2InstanceConnect);
  warm_up_gateway(clients, executor, plan, budget);
}

void warm_up_gateway(aws::Clients& clients, const boost::asio::any_io_executor& executor,
                     const Plan& plan, const async::Budget& budget) {
  const auto& endpoints = plan.account.settings.endpoints;
  if (aws::gateway_is_told_later(endpoints)) return;
  if (const auto endpoint = aws::resolve_endpoint(aws::kSsmMessages, endpoints)) {
    clients.streams().warm(executor, endpoint->url, budget);
  }
}

}  // namespace cloudx::connect
