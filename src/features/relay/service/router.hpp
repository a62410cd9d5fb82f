#pragma once
// Which part of the service a request is for.

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/event.hpp"
#include "base/http.hpp"
#include "features/relay/service/api_v1.hpp"
#include "features/relay/service/api_v2.hpp"
#include "features/relay/service/operator_page.hpp"
#include "features/relay/service/service_context.hpp"

namespace cloudx::relay {

class Router {
 public:
  // All must outlive it. `connections` tells how many there are.
  Router(ServiceContext& context, StoreAccess& store, ChangeNotifier& changes,
         std::function<std::size_t()> connections, std::stop_token stop);

  boost::asio::awaitable<HttpResponse> handle(HttpRequest request);
  // The keys are other ones now.
  void take_new_keys() { page_.take_new_keys(); }

 private:
  // A look at the store that is under way.
  struct Check {
    explicit Check(const boost::asio::any_io_executor& executor) : done(executor) {}
    async::Event done;
    bool is_good = false;
  };

  boost::asio::awaitable<HttpResponse> health();
  boost::asio::awaitable<HttpResponse> metrics();
  [[nodiscard]] bool serves_v1() const;

  ServiceContext& context_;
  StoreAccess& store_;
  const ChangeNotifier& changes_;
  std::function<std::size_t()> connections_;
  std::stop_token stop_;
  ApiV1 v1_;
  ApiV2 v2_;
  OperatorPage page_;
  std::shared_ptr<Check> check_;
};

}  // namespace cloudx::relay
