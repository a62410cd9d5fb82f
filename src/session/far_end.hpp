#pragma once
// Whether the node behind a silent session is still there.

#include <optional>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/clients/clients.hpp"
#include "base/error.hpp"
#include "instances/container.hpp"
#include "instances/target.hpp"
#include "protocol/ssm/session_types.hpp"

namespace cloudx::session {

// What AWS says of it. Each answer may be a refusal: nobody needs these permissions for connecting.
struct NodeObservation {
  std::optional<Result<std::vector<aws::Instance>>> instances;  // none: a hybrid node
  Result<bool> connected = false;                               // its agent, to the message gateway
  Result<std::vector<aws::InstanceInformation>> agents;
};

[[nodiscard]] ssm::FarEnd judge(const NodeObservation& seen);
// Of a container; `task` is what ECS says of its task.
[[nodiscard]] ssm::FarEnd judge(const instances::ContainerId& container,
                                const Result<std::optional<aws::EcsTask>>& task);

boost::asio::awaitable<ssm::FarEnd> look_at_far_end(aws::Clients& clients,
                                                    const instances::Target& target,
                                                    async::Deadline deadline);

}  // namespace cloudx::session
