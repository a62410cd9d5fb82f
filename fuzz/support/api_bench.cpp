#include "fuzz/support/api_bench.hpp"

#include <algorithm>
#include <utility>

namespace cloudx::fuzz {

namespace {

aws::ApiClientOptions client_options() {
  aws::ApiClientOptions options;
  options.endpoints.region = "us-east-1";
  options.max_attempts = 1;
  options.random = [] { return 0.0; };
  return options;
}

aws::Credentials example_credentials() {
  aws::Credentials credentials;
  credentials.access_key_id = "AKIDEXAMPLE";
  credentials.secret_access_key = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  return credentials;
}

}  // namespace

boost::asio::awaitable<Result<HttpResponse>> AnsweringHttp::send(HttpRequest /*request*/,
                                                                 async::Deadline /*deadline*/) {
  const std::size_t index = std::min(next_++, answers_.size() - 1);
  co_return answers_[index];
}

HttpResponse answer(int status, std::string_view body) {
  HttpResponse response;
  response.status = status;
  response.body = std::string(body);
  return response;
}

ApiBench::ApiBench(std::string_view body)
    : http({answer(200, body)}),
      clock([] { return kNow; }),
      client(http, clock, client_options()),
      signer(example_credentials()) {}

}  // namespace cloudx::fuzz
