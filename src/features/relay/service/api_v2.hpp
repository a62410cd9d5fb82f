#pragma once
// Version 2 of the relay protocol (docs/relay-protocol.md).

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/http.hpp"
#include "base/secret.hpp"
#include "features/relay/reconcile/rate_limit.hpp"
#include "features/relay/service/service_context.hpp"
#include "protocol/relay/endpoint_view.hpp"
#include "protocol/relay/request_v2.hpp"

namespace cloudx::relay {

class ApiV2 {
 public:
  ApiV2(ServiceContext& context, StoreAccess& store);

  boost::asio::awaitable<HttpResponse> handle(HttpRequest request, async::Deadline deadline);

 private:
  // A request whose MAC is right.
  struct AuthenticatedRequest {
    Token token;
    Secret key;
    std::string command;
    std::string body;
    Actor actor;
  };
  [[nodiscard]] std::optional<AuthenticatedRequest> check(const HttpRequest& request);
  boost::asio::awaitable<std::optional<HttpResponse>> refusal(const AuthenticatedRequest& request);
  boost::asio::awaitable<HttpResponse> run(const AuthenticatedRequest& request,
                                           async::Deadline deadline);
  boost::asio::awaitable<HttpResponse> launch(const AuthenticatedRequest& request,
                                              async::Deadline deadline);
  boost::asio::awaitable<HttpResponse> wait(const AuthenticatedRequest& request,
                                            async::Deadline deadline);
  boost::asio::awaitable<HttpResponse> terminate(const AuthenticatedRequest& request);
  [[nodiscard]] HttpResponse refuse(int status, std::string body,
                                    const AuthenticatedRequest& request, std::string_view why);
  [[nodiscard]] HttpResponse view_of(const Result<RelayState>& state) const;

  ServiceContext& context_;
  StoreAccess& store_;
  RateLimit requests_;
};

}  // namespace cloudx::relay
