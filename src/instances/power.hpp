#pragma once
// Starting and stopping an instance, and how it is.

#include <chrono>
#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ec2.hpp"
#include "aws/api/ssm.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "instances/live_states.hpp"

namespace cloudx::instances {

struct PowerRequest {
  std::string instance_id;
  bool wait = false;  // until it has come to rest: stopped, or running with its agent online
};

struct PowerOutcome {
  std::string before;  // states as EC2 names them
  std::string now;
};

class Power {
 public:
  using Pause = std::function<boost::asio::awaitable<Result<void>>(
      std::chrono::steady_clock::duration, async::Deadline)>;

  // All must outlive this object. `pause` is async::sleep_for, but for tests.
  Power(aws::Ec2& ec2, aws::Ssm& ssm, Progress& progress);
  Power(aws::Ec2& ec2, aws::Ssm& ssm, Progress& progress, Pause pause);

  // Errors: usage (a hybrid node), not_found, service with the missing permission where it is one,
  // timeout, interrupted. An instance that is in that state already is no error.
  boost::asio::awaitable<Result<PowerOutcome>> start(PowerRequest request,
                                                     async::Deadline deadline);
  boost::asio::awaitable<Result<PowerOutcome>> stop(PowerRequest request, async::Deadline deadline);
  // not_found when neither EC2 nor Systems Manager knows the node.
  boost::asio::awaitable<Result<LiveState>> status(std::string node_id, async::Deadline deadline);

 private:
  using Done = bool (*)(const LiveState&);
  boost::asio::awaitable<Result<LiveState>> until(std::string instance_id, Done done,
                                                  async::Deadline deadline);

  aws::Ec2& ec2_;
  aws::Ssm& ssm_;
  Progress& progress_;
  Pause pause_;
};

}  // namespace cloudx::instances
