#include "features/connect/services.hpp"

namespace cloudx::connect {

namespace {

net::ConnectorOptions proxied(const Plan& plan) {
  return {.ca_file = plan.settings.ca_bundle, .proxy = net::proxy_from_environment()};
}

net::ConnectorOptions direct(const Plan& plan) {
  return {.ca_file = plan.settings.ca_bundle, .proxy = {}};
}

aws::CallerOptions caller_options(const Plan& plan) {
  return {.endpoints = plan.settings.endpoints, .max_attempts = plan.settings.max_attempts};
}

}  // namespace

Services::Services(const Plan& plan)
    : connector_(net::make_connector(proxied(plan))),
      direct_connector_(net::make_connector(direct(plan))),
      pool_(*connector_),
      direct_pool_(*direct_connector_),
      http_(net::make_http_client(pool_)),
      direct_http_(net::make_http_client(direct_pool_)),
      clock_(aws::SigningClock::system()),
      caller_(*http_, clock_, caller_options(plan)) {}

Result<std::unique_ptr<Services>> Services::make(const Plan& plan,
                                                 const aws::Environment& environment,
                                                 aws::AskMfaCode ask_mfa_code) {
  std::unique_ptr<Services> services(new Services(plan));
  auto credentials =
      aws::make_credentials_provider(plan.settings, environment, services->caller_,
                                     *services->direct_http_, {std::move(ask_mfa_code)});
  if (!credentials) return std::unexpected(credentials.error());
  services->credentials_ = std::move(*credentials);
  services->ssm_.emplace(services->caller_, *services->credentials_);
  services->ec2_.emplace(services->caller_, *services->credentials_);
  services->instance_connect_.emplace(services->caller_, *services->credentials_);
  services->kms_.emplace(services->caller_, *services->credentials_);
  return services;
}

void Services::warm_up(const boost::asio::any_io_executor& executor, const Plan& plan,
                       const net::Budget& budget) {
  const auto& endpoints = plan.settings.endpoints;
  const auto warm = [&](const aws::Service& service) {
    if (const auto endpoint = aws::resolve_endpoint(service, endpoints)) {
      pool_.warm(executor, endpoint->url, budget);
    }
  };
  warm(aws::kSsm);
  if (plan.target.kind == NodeKind::instance) warm(aws::kEc2InstanceConnect);
  // With a configured URL for all services the gateway's is not known before StartSession tells it.
  const auto ssm = endpoints.urls.find(aws::kSsm.id);
  const auto gateway = endpoints.urls.find(aws::kSsmMessages.id);
  const bool told_later = ssm != endpoints.urls.end() &&
                          (gateway == endpoints.urls.end() || gateway->second == ssm->second);
  if (!told_later) warm(aws::kSsmMessages);
}

}  // namespace cloudx::connect
