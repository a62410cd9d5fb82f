#pragma once
// Keeps credentials and renews them in time, once for all who ask meanwhile.

#include <memory>
#include <optional>

#include "async/event.hpp"
#include "aws/api/credentials_provider.hpp"
#include "aws/core/signing_clock.hpp"

namespace cloudx::aws {

// With less than 15 minutes left a renewal is tried and may fail; with less than 10 it must succeed
// (the times of botocore).
class CachedCredentials final : public CredentialsProvider {
 public:
  // `clock` must outlive this object.
  CachedCredentials(std::unique_ptr<CredentialsProvider> source, const SigningClock& clock);
  ~CachedCredentials() override;

  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;
  void expired(std::string_view access_key_id) override;

 private:
  struct Renewal;
  boost::asio::awaitable<Result<Credentials>> renew(async::Deadline deadline);
  [[nodiscard]] bool holds_for(std::chrono::minutes span) const;

  std::unique_ptr<CredentialsProvider> source_;
  const SigningClock& clock_;
  std::optional<Credentials> current_;
  std::shared_ptr<Renewal> renewal_;  // the one under way
};

}  // namespace cloudx::aws
