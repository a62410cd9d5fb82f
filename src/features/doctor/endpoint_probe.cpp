#include "features/doctor/endpoint_probe.hpp"

#include <array>
#include <chrono>
#include <memory>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "aws/core/service.hpp"
#include "net/connector.hpp"

namespace cloudx::doctor {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::seconds kTimeout{8};
constexpr std::array<const aws::Service*, 5> kNeeded = {&aws::kSts, &aws::kSsm, &aws::kSsmMessages,
                                                        &aws::kEc2InstanceConnect, &aws::kEc2};

std::vector<const aws::Service*> needed(const aws::EndpointOptions& endpoints) {
  std::vector<const aws::Service*> services(kNeeded.begin(), kNeeded.end());
  if (aws::gateway_is_told_later(endpoints)) std::erase(services, &aws::kSsmMessages);
  return services;
}

awaitable<void> probe(net::Connector& connector, Url url, EndpointFacts& facts,
                      async::Deadline deadline) {
  const async::Deadline limited = deadline.at_most(kTimeout);
  const auto stream = co_await connector.open(std::move(url), limited);
  if (!stream) facts.error = stream.error();
}

}  // namespace

awaitable<std::vector<EndpointFacts>> probe_endpoints(aws::Settings settings,
                                                      async::Deadline deadline) {
  const net::ProxySettings proxy = net::proxy_from_environment();
  const auto connector = net::make_connector({.ca_file = settings.ca_bundle, .proxy = proxy});
  const auto executor = co_await boost::asio::this_coro::executor;
  async::TaskGroup tasks(executor);
  const auto services = needed(settings.endpoints);
  std::vector<EndpointFacts> all(services.size());
  for (std::size_t i = 0; i < services.size(); ++i) {
    EndpointFacts& facts = all[i];
    facts.service = services[i]->host_prefix;
    const auto endpoint = aws::resolve_endpoint(*services[i], settings.endpoints);
    if (!endpoint) {
      facts.error = endpoint.error();
      continue;
    }
    facts.authority = endpoint->url.authority();
    const auto through = net::proxy_for(endpoint->url, proxy);
    if (through && *through) facts.proxy = (*through)->authority();
    tasks.start(probe(*connector, endpoint->url, facts, deadline));
  }
  co_await tasks.all_ended();
  co_return all;
}

}  // namespace cloudx::doctor
