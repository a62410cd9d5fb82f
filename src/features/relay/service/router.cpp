#include "features/relay/service/router.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "features/relay/service/forwarded_headers.hpp"
#include "features/relay/service/responses.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

Router::Router(ServiceContext& context, StoreAccess& store, ChangeNotifier& changes,
               std::function<std::size_t()> connections, std::stop_token stop)
    : context_(context),
      store_(store),
      changes_(changes),
      connections_(std::move(connections)),
      stop_(std::move(stop)),
      v1_(context),
      v2_(context, store),
      page_(context, store, changes) {}

bool Router::serves_v1() const {
  return context_.config.v1.value_or(true) && !context_.secrets.api_key.empty();
}

awaitable<HttpResponse> Router::handle(HttpRequest request) {
  apply_forwarded_headers(request, context_.config.trusted_proxies);
  const std::string& target = request.url.target;
  const async::Deadline deadline{.stop = stop_};
  if (target == "/healthz") co_return co_await health();
  if (target == "/metrics" && !context_.config.metrics.empty()) {
    if (is_among(context_.config.metrics, request.peer)) co_return co_await metrics();
    context_.metrics.refused("not named");
    context_.audit.record_refusal("", {"metrics", request.peer}, "not named");
    co_return text_response(403, "service.metrics does not name you\n");
  }
  if (target.starts_with("/v2/") && !context_.secrets.master_key.empty()) {
    co_return co_await v2_.handle(std::move(request), deadline);
  }
  if (page_.serves(target)) co_return co_await page_.handle(std::move(request), deadline);
  // The page's paths stay its own where there is none.
  const bool is_page = target == "/operator" || target.starts_with("/operator/");
  if (serves_v1() && !is_page) co_return co_await v1_.handle(std::move(request), deadline);
  context_.metrics.answered("other", 404);
  co_return text_response(404, "");
}

awaitable<HttpResponse> Router::health() {
  // Anybody may ask, as often as he likes: those who ask meanwhile share the answer.
  std::shared_ptr<Check> check = check_;
  if (check) {
    co_await check->done.wait({});
  } else {
    check = check_ = std::make_shared<Check>(co_await boost::asio::this_coro::executor);
    const auto checked = co_await store_.run([](store::Store& store) { return store.check(); });
    check->is_good = checked.has_value();
    check_.reset();
    check->done.set();
  }
  if (check->is_good) co_return text_response(200, "ok\n");
  co_return text_response(503, "the store cannot be reached, or takes nothing in\n");
}

awaitable<HttpResponse> Router::metrics() {
  Metrics::Gauges gauges{.waiting = changes_.waiting(),
                         .connections = connections_(),
                         .dropped_lines = context_.audit.dropped_lines()};
  const auto live = co_await store_.run([](store::Store& store) { return store.live(); });
  if (live) {
    gauges.launching = static_cast<std::size_t>(
        std::ranges::count(*live, RelayPhase::launching, &RelayState::phase));
    gauges.running = static_cast<std::size_t>(
        std::ranges::count(*live, RelayPhase::running, &RelayState::phase));
  }
  co_return text_response(200, context_.metrics.text(gauges), "text/plain; version=0.0.4");
}

}  // namespace cloudx::relay
