#include "features/relay/service/router.hpp"

#include <algorithm>
#include <utility>

#include "base/ip_address.hpp"
#include "base/url.hpp"
#include "features/relay/service/answers.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

Router::Router(ServiceParts& parts, StoreAccess& store, const Changes& changes,
               std::function<std::size_t()> connections, std::stop_token stop)
    : parts_(parts),
      store_(store),
      changes_(changes),
      connections_(std::move(connections)),
      stop_(std::move(stop)),
      v1_(parts),
      v2_(parts, store),
      serves_v1_(parts.config.v1.value_or(!parts.secrets.api_key.empty())) {}

void Router::find_peer(HttpRequest& request) const {
  const std::string_view forwarded = find_header(request.headers, "X-Forwarded-For");
  if (forwarded.empty()) return;
  const auto& trusted = parts_.config.trusted_proxies;
  if (std::ranges::find(trusted, request.peer) == trusted.end()) {
    // Through a proxy that nobody told of: at least it is not this machine that asks.
    request.peer = "unknown";
    return;
  }
  // The last one is what the trusted proxy itself has seen.
  std::string_view last = forwarded.substr(forwarded.rfind(',') + 1);
  last.remove_prefix(std::min(last.find_first_not_of(' '), last.size()));
  request.peer = is_ip_address(last) ? std::string(last) : "unknown";
}

awaitable<HttpResponse> Router::handle(HttpRequest request) {
  find_peer(request);
  const std::string& target = request.url.target;
  const net::Budget budget{.stop = stop_};
  if (target == "/healthz") co_return co_await health();
  if (target == "/metrics") {
    if (is_loopback_host(request.peer)) co_return co_await metrics();
    co_return answer(403, "metrics are for this machine alone\n");
  }
  if (target.starts_with("/v2/") && !parts_.secrets.master_key.empty()) {
    co_return co_await v2_.handle(std::move(request), budget);
  }
  if (serves_v1_ && target.contains('?')) {
    co_return co_await v1_.handle(std::move(request), budget);
  }
  parts_.metrics.answered("other", 404);
  co_return answer(404, "");
}

awaitable<HttpResponse> Router::health() {
  const auto live = co_await store_.run([](store::Store& store) { return store.live(); });
  if (live) co_return answer(200, "ok\n");
  co_return answer(503, "the store cannot be reached\n");
}

awaitable<HttpResponse> Router::metrics() {
  Metrics::Gauges gauges{.waiting = changes_.waiting(), .connections = connections_()};
  const auto live = co_await store_.run([](store::Store& store) { return store.live(); });
  if (live) {
    gauges.launching = static_cast<std::size_t>(
        std::ranges::count(*live, RelayPhase::launching, &RelayState::phase));
    gauges.running = static_cast<std::size_t>(
        std::ranges::count(*live, RelayPhase::running, &RelayState::phase));
  }
  co_return answer(200, parts_.metrics.text(gauges), "text/plain; version=0.0.4");
}

}  // namespace cloudx::relay
