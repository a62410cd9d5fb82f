#pragma once
// Makes API calls: signs, sends, retries, corrects the clock, renews expired credentials.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/credentials_provider.hpp"
#include "aws/core/endpoint.hpp"
#include "aws/core/retry.hpp"
#include "aws/core/service.hpp"
#include "aws/core/signing_clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/http.hpp"
#include "net/http_client.hpp"

namespace cloudx::aws {

struct ApiClientOptions {
  EndpointOptions endpoints;
  int max_attempts = 5;                          // the first one included
  std::chrono::seconds attempt_timeout{20};      // of one attempt, connecting included
  std::function<double()> random = random_unit;  // [0, 1), for the back-off
};

// One call before it is signed.
struct ApiRequest {
  const Service* service = nullptr;
  HttpRequest request;
  std::string signing_region;
  RetrySafety retry_safety = RetrySafety::idempotent;
};

class ApiClient {
 public:
  // `http` and `clock` must outlive the client. The clock is shared with everything else that signs
  // (the websocket), so that a correction found by one call serves all.
  ApiClient(net::HttpClient& http, SigningClock& clock, ApiClientOptions options);

  // The answer of a call that succeeded. `signer` is null for calls that are not signed; it and the
  // client must outlive the call. Errors: service, those of HttpClient, those of the signer; of the
  // last attempt, and whether one before it got no answer.
  boost::asio::awaitable<Result<HttpResponse>> send(ApiRequest api_request,
                                                    CredentialsProvider* signer,
                                                    async::Deadline deadline);

  [[nodiscard]] Result<Endpoint> endpoint(const Service& service,
                                          const std::optional<std::string>& region = {}) const;
  [[nodiscard]] const SigningClock& clock() const { return clock_; }

 private:
  struct Attempt;
  boost::asio::awaitable<Attempt> attempt(const ApiRequest& api_request,
                                          CredentialsProvider* signer, async::Deadline deadline);

  net::HttpClient& http_;
  SigningClock& clock_;
  ApiClientOptions options_;
  std::map<std::string_view, RetryTokens> tokens_;  // by service, as each SDK client has its own
};

}  // namespace cloudx::aws
