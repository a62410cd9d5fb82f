#pragma once
// An AWS service whose every answer is the fuzz input.

#include <string>
#include <string_view>
#include <vector>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials/static_credentials.hpp"
#include "net/http_client.hpp"

namespace cloudx::fuzz {

// Answers in turn, the last one again and again.
class AnsweringHttp final : public net::HttpClient {
 public:
  explicit AnsweringHttp(std::vector<HttpResponse> answers) : answers_(std::move(answers)) {}
  boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request,
                                                    async::Deadline deadline) override;

 private:
  std::vector<HttpResponse> answers_;
  std::size_t next_ = 0;
};

[[nodiscard]] HttpResponse answer(int status, std::string_view body);

// A client that tries once, in us-east-1, with its clock standing still.
struct ApiBench {
  explicit ApiBench(std::string_view body);

  AnsweringHttp http;
  aws::SigningClock clock;
  aws::ApiClient client;
  aws::StaticCredentials signer;
};

inline constexpr Timestamp kNow{std::chrono::seconds(1'700'000'000)};

}  // namespace cloudx::fuzz
