#pragma once
// What the tunnel needs from AWS, made of this run's services.

#include <string>

#include "aws/api/clients.hpp"
#include "features/connect/plan.hpp"
#include "tunnel/session_service.hpp"

namespace cloudx::connect {

class AwsSessionService final : public tunnel::SessionService {
 public:
  AwsSessionService(aws::Clients& clients, const Plan& plan) : clients_(clients), plan_(plan) {}
  boost::asio::awaitable<Result<tunnel::ResumedSession>> resume(std::string session_id,
                                                                net::Budget budget) override;
  boost::asio::awaitable<Result<void>> terminate(std::string session_id,
                                                 net::Budget budget) override;
  boost::asio::awaitable<Result<ssm::DataKey>> generate_data_key(ssm::DataKeyRequest request,
                                                                 net::Budget budget) override;

 private:
  aws::Clients& clients_;
  const Plan& plan_;
};

class SignedStreamOpener final : public tunnel::StreamOpener {
 public:
  SignedStreamOpener(aws::Clients& clients, const Plan& plan) : clients_(clients), plan_(plan) {}
  boost::asio::awaitable<Result<std::unique_ptr<net::WebSocket>>> open(std::string stream_url,
                                                                       net::Budget budget) override;

 private:
  aws::Clients& clients_;
  const Plan& plan_;
};

}  // namespace cloudx::connect
