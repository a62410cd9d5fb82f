#pragma once
// Credentials of an ECS task or an EKS pod, from the agent beside the container.

#include <optional>
#include <string>
#include <utility>

#include "aws/api/credentials_provider.hpp"
#include "aws/core/environment.hpp"
#include "base/url.hpp"
#include "net/http_client.hpp"

namespace cloudx::aws {

struct ContainerSettings {
  Url url;
  std::string token_file;  // wins over `token`; read for each request
  Secret token;            // of the Authorization header; may be empty
};

// nullopt outside of a container. Errc::credentials for a URL that is not allowed: plain http only
// to loopback and to the link-local addresses of ECS and EKS.
[[nodiscard]] Result<std::optional<ContainerSettings>> container_settings(
    const Environment& environment);

class ContainerCredentials final : public CredentialsProvider {
 public:
  // `direct` uses no proxy and must outlive this object.
  ContainerCredentials(ContainerSettings settings, net::HttpClient& direct)
      : settings_(std::move(settings)), direct_(direct) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;

 private:
  [[nodiscard]] Result<HttpRequest> request() const;

  ContainerSettings settings_;
  net::HttpClient& direct_;
};

}  // namespace cloudx::aws
