#include "session/far_end.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cloudx::session {

using boost::asio::awaitable;
using ssm::FarEnd;

namespace {

FarEnd gone(std::string why) {
  return {FarEnd::State::gone, fail(Errc::closed, std::move(why)).error()};
}

bool is_unknown(const Result<std::vector<aws::Instance>>& instances) {
  return instances ? instances->empty()
                   : instances.error().service_code.starts_with("InvalidInstanceID");
}

std::string describe(const aws::Instance& instance) {
  const bool starts_again = instance.state == aws::InstanceState::stopped ||
                            instance.state == aws::InstanceState::stopping;
  return fmt::format("the instance is {}{}", instance.state_name,
                     starts_again ? "\n  the next connection starts it" : "");
}

}  // namespace

FarEnd judge(const NodeObservation& seen) {
  if (seen.instances) {
    if (is_unknown(*seen.instances)) return gone("the instance does not exist any more");
    if (*seen.instances && (*seen.instances)->front().state != aws::InstanceState::running) {
      return gone(describe((*seen.instances)->front()));
    }
  }
  if (seen.connected && !*seen.connected) {
    return gone("its SSM agent is not connected to the message gateway any more");
  }
  if (seen.agents && !seen.agents->empty()) {
    const aws::InstanceInformation& agent = seen.agents->front();
    if (agent.ping_status != "Online") {
      return gone(
          fmt::format("its SSM agent is not online any more ({}{})", agent.ping_status,
                      agent.last_ping ? ", last heard of " + iso8601(*agent.last_ping) : ""));
    }
    return {FarEnd::State::there, {}};
  }
  if (seen.connected) return {FarEnd::State::there, {}};
  if (seen.agents) return gone("its SSM agent is not registered any more");
  return {FarEnd::State::unknown, seen.agents.error()};
}

FarEnd judge(const instances::ContainerId& container,
             const Result<std::optional<aws::EcsTask>>& task) {
  if (!task) return {FarEnd::State::unknown, task.error()};
  if (!*task) return gone("the task does not exist any more");
  if ((*task)->last_status != "RUNNING") {
    return gone(fmt::format("the task is {}", (*task)->last_status));
  }
  const auto found =
      std::ranges::find((*task)->containers, container.runtime, &aws::EcsContainer::runtime_id);
  if (found == (*task)->containers.end()) return gone("the container does not exist any more");
  if (found->last_status != "RUNNING") {
    return gone(fmt::format("the container is {}", found->last_status));
  }
  return {FarEnd::State::there, {}};
}

awaitable<FarEnd> look_at_far_end(aws::Clients& clients, const instances::Target& target,
                                  async::Deadline deadline) {
  if (const auto container = instances::parse_container_id(target.id)) {
    const auto task = co_await clients.ecs().describe_task(container->cluster, container->task,
                                                           std::move(deadline));
    co_return judge(*container, task);
  }
  NodeObservation seen;
  if (target.kind == instances::NodeKind::instance) {
    aws::DescribeInstancesRequest request;
    request.instance_ids = {target.id};
    seen.instances = co_await clients.ec2().describe_instances(std::move(request), deadline);
  }
  std::string id = target.id;
  seen.connected = co_await clients.ssm().is_connected(std::move(id), deadline);
  std::vector<std::string> ids{target.id};
  seen.agents = co_await clients.ssm().describe_instance_information(std::move(ids), deadline);
  co_return judge(seen);
}

}  // namespace cloudx::session
