#pragma once
// Version 1: the web service of aws-ssh-proxy (protocol/relay/token_v1.hpp).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "features/relay/client/service.hpp"
#include "features/relay/client/settings.hpp"
#include "net/http_client.hpp"

namespace cloudx::relay {

class ServiceV1 final : public RelayService {
 public:
  // Both must outlive it. wait() asks every `poll_interval`: the service tells nothing by itself.
  ServiceV1(const ClientSettings& settings, net::HttpClient& http,
            std::chrono::seconds poll_interval);

  boost::asio::awaitable<Result<EndpointView>> launch(async::Deadline deadline) override;
  boost::asio::awaitable<Result<EndpointView>> status(async::Deadline deadline) override;
  boost::asio::awaitable<Result<EndpointView>> wait(std::optional<std::uint64_t> seen,
                                                    bool attached,
                                                    async::Deadline deadline) override;
  boost::asio::awaitable<Result<void>> terminate(async::Deadline deadline) override;
  boost::asio::awaitable<Result<void>> give_up(async::Deadline deadline) override {
    return terminate(std::move(deadline));
  }

 private:
  boost::asio::awaitable<Result<std::string>> ask(std::string method, std::string command,
                                                  async::Deadline deadline);
  EndpointView view_of(std::string address);

  const ClientSettings& settings_;
  net::HttpClient& http_;
  std::chrono::seconds poll_interval_;
  std::string address_;
  std::uint64_t version_ = 0;  // counts the changes of the address
};

// Where a command is asked: `target` ("/launch?...") resolved like a relative link, so that the
// base loses what follows its last slash.
[[nodiscard]] Url resolve_v1(const Url& base, std::string_view target);

}  // namespace cloudx::relay
