#pragma once
// Version 1 of the relay protocol, for clients of aws-ssh-proxy: answers and status codes are those
// of its index.php (protocol/relay/token_v1.hpp).

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/http.hpp"
#include "features/relay/service/service_context.hpp"
#include "protocol/relay/token_v1.hpp"

namespace cloudx::relay {

class ApiV1 {
 public:
  explicit ApiV1(ServiceContext& context) : context_(context) {}

  boost::asio::awaitable<HttpResponse> handle(HttpRequest request, async::Deadline deadline);

 private:
  boost::asio::awaitable<HttpResponse> run(v1::Request request, Actor actor,
                                           async::Deadline deadline);
  boost::asio::awaitable<HttpResponse> launch(v1::Request request, Actor actor,
                                              async::Deadline deadline);
  boost::asio::awaitable<HttpResponse> status(v1::Request request, Actor actor);
  boost::asio::awaitable<HttpResponse> terminate(v1::Request request, Actor actor,
                                                 async::Deadline deadline);
  [[nodiscard]] HttpResponse refuse(int status, std::string_view endpoint, const Actor& actor,
                                    std::string_view why);

  ServiceContext& context_;
};

}  // namespace cloudx::relay
