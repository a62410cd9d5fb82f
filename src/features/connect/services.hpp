#pragma once
// The AWS services of one run, wired together: connections, credentials, signing, calls.

#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>

#include "aws/api/caller.hpp"
#include "aws/api/credentials/chain.hpp"
#include "aws/api/ec2.hpp"
#include "aws/api/ec2_instance_connect.hpp"
#include "aws/api/kms.hpp"
#include "aws/api/ssm.hpp"
#include "features/connect/plan.hpp"
#include "net/connector.hpp"
#include "net/http_client.hpp"
#include "net/stream_pool.hpp"

namespace cloudx::connect {

class Services {
 public:
  // Errors: those of aws::make_credentials_provider. No network traffic yet.
  [[nodiscard]] static Result<std::unique_ptr<Services>> make(const Plan& plan,
                                                              const aws::Environment& environment,
                                                              aws::AskMfaCode ask_mfa_code);

  // Opens TLS to every host that a session will need, all at once and in the background.
  void warm_up(const boost::asio::any_io_executor& executor, const Plan& plan,
               const net::Budget& budget);

  [[nodiscard]] net::StreamPool& streams() { return pool_; }
  [[nodiscard]] aws::CredentialsProvider& credentials() { return *credentials_; }
  [[nodiscard]] aws::SigningClock& clock() { return clock_; }
  [[nodiscard]] aws::Ssm& ssm() { return *ssm_; }
  [[nodiscard]] aws::Ec2& ec2() { return *ec2_; }
  [[nodiscard]] aws::Ec2InstanceConnect& instance_connect() { return *instance_connect_; }
  [[nodiscard]] aws::Kms& kms() { return *kms_; }

 private:
  explicit Services(const Plan& plan);

  std::unique_ptr<net::Connector> connector_;
  std::unique_ptr<net::Connector> direct_connector_;  // metadata services: never through a proxy
  net::StreamPool pool_;
  net::StreamPool direct_pool_;
  std::unique_ptr<net::HttpClient> http_;
  std::unique_ptr<net::HttpClient> direct_http_;
  aws::SigningClock clock_;
  aws::Caller caller_;
  std::unique_ptr<aws::CredentialsProvider> credentials_;
  std::optional<aws::Ssm> ssm_;
  std::optional<aws::Ec2> ec2_;
  std::optional<aws::Ec2InstanceConnect> instance_connect_;
  std::optional<aws::Kms> kms_;
};

}  // namespace cloudx::connect
