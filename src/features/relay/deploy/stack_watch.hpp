#pragma once
// Follows the change of a stack to its end, and tells how it goes.

#include <chrono>
#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/cloudformation.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"

namespace cloudx::relay {

struct StackEnd {
  aws::Stack stack;  // at rest
  // What failed first, and so made the rest fail: "KeyPair: Key pair ssh-proxy already exists".
  std::string first_failure;
};

class StackWatch {
 public:
  using Pause = std::function<boost::asio::awaitable<Result<void>>(
      std::chrono::steady_clock::duration, async::Deadline)>;

  // All must outlive this object. `pause` is async::sleep_for, but for tests.
  StackWatch(aws::CloudFormation& service, Progress& progress);
  StackWatch(aws::CloudFormation& service, Progress& progress, Pause pause);

  // Until nothing changes any more. `id`: of the stack, so that a deleted one is found. `token`:
  // the ClientRequestToken of the change. A change that failed is no error. Errors: those of the
  // service, timeout, interrupted; the change goes on in any case.
  boost::asio::awaitable<Result<StackEnd>> follow(std::string id, std::string token,
                                                  async::Deadline deadline);

 private:
  void tell(const aws::StackEvent& event, StackEnd& end);

  aws::CloudFormation& service_;
  Progress& progress_;
  Pause pause_;
};

}  // namespace cloudx::relay
