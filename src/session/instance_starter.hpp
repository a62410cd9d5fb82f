#pragma once
// From "the target is not connected" to a session: performs the steps of InstanceStart with EC2 and
// Systems Manager, and shows what is being waited for.

#include <chrono>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ec2.hpp"
#include "aws/api/ssm.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "session/instance_start.hpp"
#include "session/session_plan.hpp"

namespace cloudx::session {

class InstanceStarter {
 public:
  // Everything must outlive this object. The deadline ends the waiting. Call one of the
  // two, once.
  InstanceStarter(aws::Ssm& ssm, aws::Ec2& ec2, const SessionPlan& plan, Progress& progress,
                  async::Deadline deadline);

  // Errors are explained already.
  boost::asio::awaitable<Result<aws::SessionTicket>> run();
  // See InstanceStart::begin_unless_running().
  boost::asio::awaitable<Result<aws::SessionTicket>> run_unless_running(Error why);

 private:
  using Step = InstanceStart::Step;

  boost::asio::awaitable<Result<aws::SessionTicket>> perform(Step step);
  boost::asio::awaitable<Step> look(bool brief);
  boost::asio::awaitable<Step> start();
  boost::asio::awaitable<Step> look_at_agent();
  boost::asio::awaitable<Step> pause(std::chrono::milliseconds time);

  void note(const Error& error);

  aws::Ssm& ssm_;
  aws::Ec2& ec2_;
  const SessionPlan& plan_;
  Progress& progress_;
  async::Deadline deadline_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  InstanceStart machine_;
};

}  // namespace cloudx::session
