#pragma once
// Credentials that a program prints (credential_process of a profile).

#include <string>
#include <utility>

#include "aws/api/credentials_provider.hpp"

namespace cloudx::aws {

class ProcessCredentials final : public CredentialsProvider {
 public:
  ProcessCredentials(std::string profile, std::string command)
      : profile_(std::move(profile)), command_(std::move(command)) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;

 private:
  std::string profile_;
  std::string command_;
};

}  // namespace cloudx::aws
