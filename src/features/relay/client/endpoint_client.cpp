#include "features/relay/client/endpoint_client.hpp"

#include "features/relay/client/service_v1.hpp"
#include "features/relay/client/service_v2.hpp"

namespace cloudx::relay {

namespace {

constexpr std::size_t kLargestResponse = std::size_t{64} << 10;

std::int64_t unix_time() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return now.time_since_epoch().count();
}

std::unique_ptr<RelayService> make_service(const ClientSettings& settings, net::HttpClient& http,
                                           std::chrono::seconds poll_interval) {
  if (settings.protocol == Protocol::v2) {
    return std::make_unique<ServiceV2>(settings, http, unix_time);
  }
  return std::make_unique<ServiceV1>(settings, http, poll_interval);
}

}  // namespace

EndpointClient::EndpointClient(const ClientSettings& settings, std::chrono::seconds poll_interval)
    : connector_(net::make_connector({.ca_file = settings.ca_file,
                                      .ca_named_by = "--ca-file",
                                      .proxy = net::proxy_from_environment()})),
      streams_(*connector_),
      http_(net::make_http_client(streams_, {.max_body = kLargestResponse})),
      service_(make_service(settings, *http_, poll_interval)) {}

}  // namespace cloudx::relay
