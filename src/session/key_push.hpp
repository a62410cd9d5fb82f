#pragma once
// The public key at the instance: pushed in the background, and again when it is too old to use.

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "aws/api/ec2_instance_connect.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "session/call_retry.hpp"

namespace cloudx::session {

class KeyPush {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  // All must outlive this object and the pushes it has begun.
  KeyPush(boost::asio::any_io_executor executor, aws::Ec2InstanceConnect& service,
          aws::SendSshPublicKeyRequest request, Progress& progress,
          Now now = std::chrono::steady_clock::now)
      : executor_(std::move(executor)),
        service_(service),
        request_(std::move(request)),
        progress_(progress),
        now_(std::move(now)) {}

  // With `scope`, and as long as the deadline allows, a push that failed is sent again.
  void start(async::Deadline deadline, RetryScope scope = RetryScope::throttled);
  // Returns when a push has succeeded that is young enough for ssh to use the key.
  boost::asio::awaitable<Result<void>> ready(async::Deadline deadline);

 private:
  struct Push;
  boost::asio::awaitable<void> send(std::shared_ptr<Push> push, async::Deadline deadline);

  boost::asio::any_io_executor executor_;
  aws::Ec2InstanceConnect& service_;
  aws::SendSshPublicKeyRequest request_;
  Progress& progress_;
  Now now_;
  RetryScope scope_ = RetryScope::throttled;
  std::shared_ptr<Push> push_;
};

// The push was refused because the instance does not run.
[[nodiscard]] bool says_not_running(const Error& error);

}  // namespace cloudx::session
