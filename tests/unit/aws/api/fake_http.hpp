#pragma once
// An HttpClient that answers from a function and remembers what it was asked.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials/static_credentials.hpp"
#include "aws/core/environment.hpp"
#include "net/http_client.hpp"

namespace cloudx::aws::testing {

class FakeHttp final : public net::HttpClient {
 public:
  using Answer = std::function<Result<HttpResponse>(const HttpRequest&)>;

  FakeHttp();  // 404 to everything
  explicit FakeHttp(Answer answer) : answer_(std::move(answer)) {}
  // The answers in turn; the last one again and again.
  explicit FakeHttp(std::vector<Result<HttpResponse>> answers);

  boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request,
                                                    async::Deadline deadline) override;

  std::vector<HttpRequest> sent;

 private:
  Answer answer_;
};

HttpResponse answer(int status, std::string body, std::vector<HttpHeader> headers = {});
HttpResponse json_error(int status, const std::string& code);

// Runs a coroutine to its end.
template <class T>
T run(boost::asio::awaitable<T> coroutine) {
  boost::asio::io_context context;
  std::optional<T> result;
  boost::asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr error, T value) {
    if (error) std::rethrow_exception(error);
    result = std::move(value);
  });
  context.run();
  return std::move(result.value());
}

// 20231114T221320Z, the date of the golden vectors.
inline constexpr Timestamp kVectorTime{std::chrono::seconds(1'700'000'000)};
Credentials example_credentials(const std::string& session_token = "");

// A client with the keys and the time of the vectors, no waiting between retries.
struct TestBench {
  explicit TestBench(FakeHttp::Answer reply, const std::string& session_token = "");

  Timestamp local_time = kVectorTime;
  FakeHttp http;
  SigningClock clock;
  ApiClient client;
  StaticCredentials signer;
};
ApiClientOptions test_options(const std::string& region = "us-east-1");

Environment environment_of(std::map<std::string, std::string> variables);

// "a=1&b=2" decoded; '+' is a space.
std::map<std::string, std::string> form_of(std::string_view text);
// "AKIA.../20231114/us-east-1/ssm/aws4_request", split; empty when not signed.
std::vector<std::string> credential_scope(const HttpRequest& request);

}  // namespace cloudx::aws::testing
