#pragma once
// What the tunnel needs from AWS, made of this run's services.

#include <string>

#include "features/connect/services.hpp"
#include "tunnel/session_service.hpp"

namespace cloudx::connect {

class AwsSessionService final : public tunnel::SessionService {
 public:
  explicit AwsSessionService(Services& services) : services_(services) {}
  boost::asio::awaitable<Result<tunnel::ResumedSession>> resume(std::string session_id,
                                                                net::Budget budget) override;
  boost::asio::awaitable<Result<void>> terminate(std::string session_id,
                                                 net::Budget budget) override;
  boost::asio::awaitable<Result<ssm::DataKey>> generate_data_key(ssm::DataKeyRequest request,
                                                                 net::Budget budget) override;

 private:
  Services& services_;
};

class SignedStreamOpener final : public tunnel::StreamOpener {
 public:
  SignedStreamOpener(Services& services, const Plan& plan) : services_(services), plan_(plan) {}
  boost::asio::awaitable<Result<std::unique_ptr<net::WebSocket>>> open(std::string stream_url,
                                                                       net::Budget budget) override;

 private:
  Services& services_;
  const Plan& plan_;
};

}  // namespace cloudx::connect
