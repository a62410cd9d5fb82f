#include "aws/api/api_client.hpp"

#include <utility>

#include "async/sleep.hpp"
#include "aws/core/response.hpp"
#include "aws/core/sigv4.hpp"
#include "base/secret.hpp"
#include "base/trace.hpp"
#include "base/version.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

// What came of sending a request once.
struct ApiClient::Attempt {
  Result<HttpResponse> response;
  bool sent = false;  // false: there were no credentials to sign with
  Timestamp signed_time;
  std::string access_key_id;
  std::optional<std::chrono::milliseconds> server_delay;
};

ApiClient::ApiClient(net::HttpClient& http, SigningClock& clock, ApiClientOptions options)
    : http_(http), clock_(clock), options_(std::move(options)) {}

Result<Endpoint> ApiClient::endpoint(const Service& service,
                                     const std::optional<std::string>& region) const {
  return resolve_endpoint(service, options_.endpoints, region);
}

awaitable<ApiClient::Attempt> ApiClient::attempt(const ApiRequest& api_request,
                                                 CredentialsProvider* signer,
                                                 async::Deadline deadline) {
  Attempt result;
  HttpRequest request = api_request.request;
  request.headers.push_back({"User-Agent", user_agent(this_version())});
  if (signer != nullptr) {
    const auto credentials = co_await signer->get(deadline);
    if (!credentials) {
      result.response = std::unexpected(credentials.error());
      co_return result;
    }
    result.signed_time = clock_.now();
    result.access_key_id = credentials->access_key_id;
    const SigningScope scope{result.signed_time, api_request.signing_region,
                             std::string(api_request.service->signing_name)};
    sign(request, *credentials, scope);
  }
  result.sent = true;
  const async::Deadline limited = deadline.at_most(options_.attempt_timeout);
  result.response = co_await http_.send(std::move(request), limited);
  if (!result.response) co_return result;
  if (signer != nullptr) clock_.observe(*result.response);
  if (is_error_status(result.response->status)) {
    result.server_delay = retry_after(*result.response);
    Error error = service_error(api_request.service->protocol, *result.response);
    result.response = std::unexpected(std::move(error));
  }
  co_return result;
}

awaitable<Result<HttpResponse>> ApiClient::send(ApiRequest api_request, CredentialsProvider* signer,
                                                async::Deadline deadline) {
  const WipeAtEnd wipe_body(api_request.request.body);
  Retries retries(options_.max_attempts, tokens_[api_request.service->id], options_.random);
  bool clock_corrected = false;
  bool credentials_renewed = false;
  bool was_silent = false;
  while (true) {
    Attempt last = co_await attempt(api_request, signer, deadline);
    if (last.response) {
      retries.after_success();
      co_return std::move(last.response);
    }
    last.response.error().follows_silence = was_silent;
    was_silent = was_silent || may_have_taken_effect(last.response.error());
    // Providers have done their own retries by now.
    if (!last.sent) co_return std::move(last.response);
    const Error& error = last.response.error();
    if (signer != nullptr && !clock_corrected && clock_.explains(error, last.signed_time)) {
      clock_corrected = true;
      trace::line(trace::Topic::retry, "{}: signed again by the service's clock",
                  api_request.service->id);
      continue;
    }
    if (signer != nullptr && !credentials_renewed && wants_fresh_credentials(error.service_code)) {
      credentials_renewed = true;
      signer->expired(last.access_key_id);
      trace::line(trace::Topic::retry, "{}: signed again with new credentials",
                  api_request.service->id);
      continue;
    }
    const auto delay = retries.after_failure(error, api_request.retry_safety, last.server_delay);
    if (!delay) co_return std::move(last.response);
    trace::line(trace::Topic::retry, "{}: {}, again in {} ms", api_request.service->id,
                error.message, std::chrono::ceil<std::chrono::milliseconds>(*delay).count());
    const auto slept = co_await async::sleep_for(*delay, deadline);
    if (!slept && slept.error().kind == Errc::interrupted) {
      co_return std::unexpected(slept.error());
    }
    // Out of time: what went wrong says more than that it did.
    if (!slept) co_return std::move(last.response);
  }
}

}  // namespace cloudx::aws
