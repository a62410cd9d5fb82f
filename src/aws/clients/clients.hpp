#pragma once
// The AWS services of one run, wired together: connections, credentials, signing, calls.

#include <memory>
#include <optional>

#include "aws/api/api_client.hpp"
#include "aws/api/cloudformation.hpp"
#include "aws/api/credentials/chain.hpp"
#include "aws/api/ec2.hpp"
#include "aws/api/ec2_instance_connect.hpp"
#include "aws/api/ecs.hpp"
#include "aws/api/kms.hpp"
#include "aws/api/ssm.hpp"
#include "aws/api/sso.hpp"
#include "aws/api/sso_oidc.hpp"
#include "aws/api/sts.hpp"
#include "aws/core/environment.hpp"
#include "aws/core/settings.hpp"
#include "base/error.hpp"
#include "net/connector.hpp"
#include "net/http_client.hpp"
#include "net/stream_pool.hpp"

namespace cloudx::aws {

class Clients {
 public:
  // Errors: those of make_credentials_provider. No network traffic yet.
  [[nodiscard]] static Result<std::unique_ptr<Clients>> make(const Settings& settings,
                                                             const Environment& environment,
                                                             AskMfaCode ask_mfa_code);

  // Without credentials: only sso() and sso_oidc(), whose calls are not signed, may be used.
  [[nodiscard]] static std::unique_ptr<Clients> make_unsigned(const Settings& settings);

  [[nodiscard]] net::StreamPool& streams() { return pool_; }
  [[nodiscard]] CredentialsProvider& credentials() { return *credentials_; }
  [[nodiscard]] SigningClock& clock() { return clock_; }
  [[nodiscard]] Ssm& ssm() { return *ssm_; }
  [[nodiscard]] Ec2& ec2() { return *ec2_; }
  [[nodiscard]] CloudFormation& cloudformation() { return *cloudformation_; }
  [[nodiscard]] Ec2InstanceConnect& instance_connect() { return *instance_connect_; }
  [[nodiscard]] Ecs& ecs() { return *ecs_; }
  [[nodiscard]] Kms& kms() { return *kms_; }
  [[nodiscard]] Sts& sts() { return *sts_; }
  [[nodiscard]] Sso& sso() { return sso_; }
  [[nodiscard]] SsoOidc& sso_oidc() { return sso_oidc_; }

 private:
  explicit Clients(const Settings& settings);

  std::unique_ptr<net::Connector> connector_;
  std::unique_ptr<net::Connector> direct_connector_;  // metadata services: never through a proxy
  net::StreamPool pool_;
  net::StreamPool direct_pool_;
  std::unique_ptr<net::HttpClient> http_;
  std::unique_ptr<net::HttpClient> direct_http_;
  SigningClock clock_;
  ApiClient client_;
  Sso sso_;
  SsoOidc sso_oidc_;
  std::unique_ptr<CredentialsProvider> credentials_;
  std::optional<Ssm> ssm_;
  std::optional<Ec2> ec2_;
  std::optional<CloudFormation> cloudformation_;
  std::optional<Ec2InstanceConnect> instance_connect_;
  std::optional<Ecs> ecs_;
  std::optional<Kms> kms_;
  std::optional<Sts> sts_;
};

}  // namespace cloudx::aws
