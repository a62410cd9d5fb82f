#pragma once
// Credentials of the role of the EC2 instance this program runs on, from its metadata service:
// version 2 (session tokens), or version 1 where that gives no token.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "aws/api/credentials_provider.hpp"
#include "aws/core/settings.hpp"
#include "aws/core/signing_clock.hpp"
#include "base/crypto.hpp"
#include "base/http.hpp"
#include "net/http_client.hpp"

namespace cloudx::aws {

class InstanceMetadata final : public CredentialsProvider {
 public:
  // `direct` uses no proxy; it and `clock` must outlive this object. `on_failure` starts the
  // message when the service is not there or has no role.
  InstanceMetadata(MetadataSettings settings, std::string on_failure, net::HttpClient& direct,
                   const SigningClock& clock)
      : settings_(std::move(settings)),
        on_failure_(std::move(on_failure)),
        direct_(direct),
        clock_(clock) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;

 private:
  boost::asio::awaitable<Result<Credentials>> fetch(async::Deadline deadline);
  // The header that proves a session; none where version 1 has to do.
  boost::asio::awaitable<Result<std::vector<HttpHeader>>> session(async::Deadline deadline);
  // The body of a 200 answer, with the service's attempts and timeout. Otherwise the error's
  // http_status is that of the last answer, 0 without one.
  boost::asio::awaitable<Result<std::string>> ask(std::string method, std::string path,
                                                  std::vector<HttpHeader> headers,
                                                  async::Deadline deadline);

  MetadataSettings settings_;
  std::string on_failure_;
  net::HttpClient& direct_;
  const SigningClock& clock_;
};

}  // namespace cloudx::aws
