#pragma once
// The operator's status page, under /operator/: its files, the sign-in, and the requests that the
// page makes (docs/relay-operator.md).

#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/http.hpp"
#include "base/secret.hpp"
#include "features/relay/reconcile/rate_limit.hpp"
#include "features/relay/service/change_notifier.hpp"
#include "features/relay/service/page/overview.hpp"
#include "features/relay/service/service_context.hpp"
#include "features/relay/service/store_access.hpp"

namespace cloudx::relay {

class OperatorPage {
 public:
  // All must outlive it.
  OperatorPage(ServiceContext& context, StoreAccess& store, ChangeNotifier& changes);

  // Whether a request is for this page; never where there is no password.
  [[nodiscard]] bool serves(std::string_view target) const;
  // The request's url.scheme is that of the browser, not of a proxy in between.
  boost::asio::awaitable<HttpResponse> handle(HttpRequest request, async::Deadline deadline);
  // The password or the service's own secret is another one now: all sessions end.
  void take_new_keys();

 private:
  boost::asio::awaitable<HttpResponse> route(HttpRequest request, async::Deadline deadline);
  boost::asio::awaitable<HttpResponse> state(std::string seen, async::Deadline deadline);
  boost::asio::awaitable<Result<Overview>> look();
  boost::asio::awaitable<HttpResponse> act(std::string command, HttpRequest request);
  boost::asio::awaitable<HttpResponse> terminate(std::string id, std::string peer);
  [[nodiscard]] HttpResponse sign_in(const HttpRequest& request);
  [[nodiscard]] HttpResponse sign_out(const HttpRequest& request);
  [[nodiscard]] HttpResponse refuse(int status, std::string_view text, const std::string& peer,
                                    std::string_view why);
  [[nodiscard]] bool is_signed_in(const HttpRequest& request) const;

  ServiceContext& context_;
  StoreAccess& store_;
  ChangeNotifier& changes_;
  Secret session_key_;
  RateLimit guesses_of_one_;
  RateLimit guesses_of_all_;
};

}  // namespace cloudx::relay
