#pragma once
// Version 2 (docs/relay-protocol.md): signed requests, signed answers.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "features/relay/client/service.hpp"
#include "features/relay/client/settings.hpp"
#include "net/http_client.hpp"

namespace cloudx::relay {

class ServiceV2 final : public RelayService {
 public:
  using Now = std::function<std::int64_t()>;  // Unix time

  // Both must outlive it.
  ServiceV2(const ClientSettings& settings, net::HttpClient& http, Now now);

  boost::asio::awaitable<Result<EndpointView>> launch(async::Deadline deadline) override;
  boost::asio::awaitable<Result<EndpointView>> status(async::Deadline deadline) override;
  boost::asio::awaitable<Result<EndpointView>> wait(std::optional<std::uint64_t> seen,
                                                    bool attached,
                                                    async::Deadline deadline) override;
  boost::asio::awaitable<Result<void>> terminate(async::Deadline deadline) override;
  boost::asio::awaitable<Result<void>> give_up(async::Deadline deadline) override;

 private:
  struct Question {
    std::string command;
    std::string body = "{}";
    std::chrono::seconds timeout{30};  // for one attempt
  };
  boost::asio::awaitable<Result<EndpointView>> ask_until_answered(Question question,
                                                                  async::Deadline deadline);
  boost::asio::awaitable<Result<EndpointView>> ask(Question question, async::Deadline deadline);
  boost::asio::awaitable<Result<HttpResponse>> exchange(Question question,
                                                        async::Deadline deadline);
  [[nodiscard]] Result<EndpointView> pinned(Result<EndpointView> view) const;

  const ClientSettings& settings_;
  net::HttpClient& http_;
  Now now_;
  std::string name_;                     // tells this client from others of the endpoint
  std::int64_t clock_offset_ = 0;        // what the service's clock is ahead
  std::chrono::seconds retry_after_{0};  // as the last answer that could be trusted said
};

}  // namespace cloudx::relay
