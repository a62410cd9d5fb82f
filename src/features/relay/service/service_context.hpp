#pragma once
// What the protocols and the status page of one running service share. All of it outlives them.

#include "features/relay/config/service_config.hpp"
#include "features/relay/service/audit.hpp"
#include "features/relay/service/clock.hpp"
#include "features/relay/service/endpoints.hpp"
#include "features/relay/service/metrics.hpp"
#include "features/relay/service/presence_tracker.hpp"

namespace cloudx::relay {

struct ServiceContext {
  const ServiceConfig& config;
  const ServiceSecrets& secrets;
  const Clock& clock;
  Endpoints& endpoints;
  PresenceTracker& presence;
  Audit& audit;
  Metrics& metrics;
  const std::string& node;     // names this process among several on one store
  const std::string& version;  // of this program

  // Whether the endpoint is one that this service serves.
  [[nodiscard]] bool accepts(std::string_view id) const {
    if (!config.accept) return true;
    for (const std::string& accepted : *config.accept) {
      if (accepted == id) return true;
    }
    return false;
  }
};

}  // namespace cloudx::relay
