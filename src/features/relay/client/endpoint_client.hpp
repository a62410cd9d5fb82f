#pragma once
// A client of one endpoint with all that it needs to talk to its relay service.

#include <chrono>
#include <memory>

#include "features/relay/client/service.hpp"
#include "features/relay/client/settings.hpp"
#include "net/connector.hpp"
#include "net/http_client.hpp"
#include "net/stream_pool.hpp"

namespace cloudx::relay {

class EndpointClient {
 public:
  // The way to the service is that of the environment's proxy settings. The settings must outlive
  // the client.
  explicit EndpointClient(const ClientSettings& settings,
                          std::chrono::seconds poll_interval = std::chrono::seconds(300));

  [[nodiscard]] RelayService& service() { return *service_; }
  // The network may have changed under what is kept open.
  void forget_connections() { streams_.forget(); }

 private:
  std::unique_ptr<net::Connector> connector_;
  net::StreamPool streams_;
  std::unique_ptr<net::HttpClient> http_;
  std::unique_ptr<RelayService> service_;
};

}  // namespace cloudx::relay
