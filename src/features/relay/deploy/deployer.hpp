#pragma once
// Makes the relay's stack, or changes it to what is wanted.

#include <map>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/cloudformation.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/relay/deploy/stack_watch.hpp"

namespace cloudx::relay {

enum class Deployed : std::uint8_t { created, updated, unchanged };

struct Deployment {
  Deployed how = Deployed::unchanged;
  aws::Stack stack;
};

class Deployer {
 public:
  // All must outlive this object. `token` makes the change one change however often it is asked
  // for; new for each run.
  Deployer(aws::CloudFormation& service, Progress& progress, StackWatch& watch, std::string token)
      : service_(service), progress_(progress), watch_(watch), token_(std::move(token)) {}

  // Our stack of that name at rest, once a change that goes on has ended; nullopt when there is
  // none. Errors: configuration for a stack that is not ours.
  boost::asio::awaitable<Result<std::optional<aws::Stack>>> present(std::string name,
                                                                    async::Deadline deadline);

  // Brings the stack to the template and the parameters. `before` is what present() has given; what
  // is left of a creation that failed is removed first. Errors: service with the reason of what
  // failed first; everything that was done is undone then.
  boost::asio::awaitable<Result<Deployment>> deploy(std::string name,
                                                    std::map<std::string, std::string> parameters,
                                                    std::optional<aws::Stack> before,
                                                    async::Deadline deadline);

  // Removes it. Errors: service with the reason of what could not be removed first; the rest of the
  // stack may be gone then.
  boost::asio::awaitable<Result<void>> destroy(aws::Stack stack, async::Deadline deadline);

 private:
  boost::asio::awaitable<Result<Deployment>> create(aws::StackRequest request,
                                                    async::Deadline deadline);
  boost::asio::awaitable<Result<Deployment>> update(aws::StackRequest request, aws::Stack before,
                                                    async::Deadline deadline);

  aws::CloudFormation& service_;
  Progress& progress_;
  StackWatch& watch_;
  std::string token_;
};

// Whether its resources are there, so that it can be changed.
[[nodiscard]] bool is_in_use(const aws::Stack& stack);

}  // namespace cloudx::relay
