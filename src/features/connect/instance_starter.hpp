#pragma once
// From "the target is not connected" to a session: looks at the instance, starts it where it is
// stopped, waits for its agent, and retries StartSession.

#include <chrono>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "aws/api/ec2.hpp"
#include "aws/api/ssm.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/connect/plan.hpp"
#include "net/budget.hpp"

namespace cloudx::connect {

class InstanceStarter {
 public:
  // Everything must outlive this object. The budget's deadline ends the waiting.
  InstanceStarter(aws::Ssm& ssm, aws::Ec2& ec2, const Plan& plan, Progress& progress,
                  net::Budget budget);

  // Errors are explained already.
  boost::asio::awaitable<Result<aws::SessionTicket>> run();
  // After a StartSession without a proper answer, which `why` is: the same for an instance that
  // does not run. For one that does there is nothing to wait for.
  boost::asio::awaitable<Result<aws::SessionTicket>> run_unless_running(Error why);

 private:
  boost::asio::awaitable<Result<aws::SessionTicket>> run_hybrid();
  boost::asio::awaitable<Result<void>> until_running();
  boost::asio::awaitable<Result<aws::SessionTicket>> until_connected();
  boost::asio::awaitable<Result<aws::Instance>> look(net::Budget budget);
  // An answer that is no reason to end the waiting.
  bool passes(const Error& error);
  boost::asio::awaitable<Result<void>> start();
  boost::asio::awaitable<Result<std::string>> agent_state();
  // Shows the state, with the time that has passed, while a poll interval goes by.
  boost::asio::awaitable<Result<void>> pause();
  [[nodiscard]] bool budget_spent() const;
  [[nodiscard]] std::unexpected<Error> spent(const Error& error) const;

  aws::Ssm& ssm_;
  aws::Ec2& ec2_;
  const Plan& plan_;
  Progress& progress_;
  net::Budget budget_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::chrono::milliseconds interval_;
  bool started_ = false;  // by us
  std::string state_;     // what is being waited for, in words
  std::string trouble_;   // what went wrong in the last call, "" for nothing
};

}  // namespace cloudx::connect
