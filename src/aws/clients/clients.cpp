#include "aws/clients/clients.hpp"

namespace cloudx::aws {

namespace {

net::ConnectorOptions proxied(const Settings& settings) {
  return {.ca_file = settings.ca_bundle, .proxy = net::proxy_from_environment()};
}

net::ConnectorOptions direct(const Settings& settings) {
  return {.ca_file = settings.ca_bundle, .proxy = {}};
}

ApiClientOptions client_options(const Settings& settings) {
  return {.endpoints = settings.endpoints, .max_attempts = settings.max_attempts};
}

}  // namespace

Clients::Clients(const Settings& settings)
    : connector_(net::make_connector(proxied(settings))),
      direct_connector_(net::make_connector(direct(settings))),
      pool_(*connector_),
      direct_pool_(*direct_connector_),
      http_(net::make_http_client(pool_)),
      direct_http_(net::make_http_client(direct_pool_)),
      clock_(SigningClock::system()),
      client_(*http_, clock_, client_options(settings)),
      sso_(client_),
      sso_oidc_(client_) {}

Result<std::unique_ptr<Clients>> Clients::make(const Settings& settings,
                                               const Environment& environment,
                                               AskMfaCode ask_mfa_code) {
  auto clients = make_unsigned(settings);
  auto credentials = make_credentials_provider(settings, environment, clients->client_,
                                               *clients->direct_http_, {std::move(ask_mfa_code)});
  if (!credentials) return std::unexpected(credentials.error());
  clients->credentials_ = std::move(*credentials);
  clients->ssm_.emplace(clients->client_, *clients->credentials_);
  clients->ec2_.emplace(clients->client_, *clients->credentials_);
  clients->cloudformation_.emplace(clients->client_, *clients->credentials_);
  clients->instance_connect_.emplace(clients->client_, *clients->credentials_);
  clients->ecs_.emplace(clients->client_, *clients->credentials_);
  clients->kms_.emplace(clients->client_, *clients->credentials_);
  clients->sts_.emplace(clients->client_, clients->credentials_.get());
  return clients;
}

std::unique_ptr<Clients> Clients::make_unsigned(const Settings& settings) {
  return std::unique_ptr<Clients>(new Clients(settings));
}

}  // namespace cloudx::aws
