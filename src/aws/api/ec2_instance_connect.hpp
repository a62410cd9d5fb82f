#pragma once
// EC2 Instance Connect (API version 2018-04-02).

#include <string>

#include <boost/asio/awaitable.hpp>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"
#include "base/error.hpp"

namespace cloudx::aws {

struct SendSshPublicKeyRequest {
  std::string instance_id;
  std::string os_user;
  std::string public_key;         // one OpenSSH line
  std::string availability_zone;  // optional
};

class Ec2InstanceConnect {
 public:
  // Both must outlive this object, and this object its calls.
  Ec2InstanceConnect(ApiClient& client, CredentialsProvider& signer)
      : client_(client), signer_(signer) {}

  // The key opens the instance for 60 seconds from now. Service codes of interest:
  // EC2InstanceNotFoundException, EC2InstanceStateInvalidException,
  // EC2InstanceUnavailableException.
  boost::asio::awaitable<Result<void>> send_ssh_public_key(SendSshPublicKeyRequest request,
                                                           async::Deadline deadline);

 private:
  ApiClient& client_;
  CredentialsProvider& signer_;
};

}  // namespace cloudx::aws
