#include "instances/live_states.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "instances/node_id.hpp"

namespace cloudx::instances {

using boost::asio::awaitable;
using Ids = std::vector<std::string>;

namespace {

// DescribeInstances takes 200 filter values in a request and answers with up to 1000 instances.
constexpr std::size_t kEc2Ids = 200;
constexpr int kEc2Page = 1000;
// DescribeInstanceInformation takes 100, but answers with 50: so one page is enough.
constexpr std::size_t kSsmIds = 50;

std::vector<Ids> in_portions(const Ids& ids, std::size_t size) {
  std::vector<Ids> portions;
  for (std::size_t at = 0; at < ids.size(); at += size) {
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
    const auto last = ids.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, ids.size()));
    portions.emplace_back(first, last);
  }
  return portions;
}

// One round of questions; lives until the last is answered.
class Round {
 public:
  Round(aws::Ec2& ec2, aws::Ssm& ssm, async::Deadline deadline)
      : ec2_(ec2), ssm_(ssm), deadline_(std::move(deadline)) {}

  awaitable<void> ask_ec2(Ids ids) {
    // A filter, because an unknown id in InstanceIds fails the whole call.
    aws::DescribeInstancesRequest request;
    request.filters = {{"instance-id", std::move(ids)}};
    request.page_size = kEc2Page;
    const auto found = co_await ec2_.describe_instances(std::move(request), deadline_);
    if (!found) {
      states.ec2_failure = found.error();
      co_return;
    }
    for (const aws::Instance& one : *found) {
      LiveState& state = states.by_id[one.instance_id];
      state.state = one.state_name;
      if (const auto name = one.tags.find("Name"); name != one.tags.end()) {
        state.name = name->second;
      }
    }
  }

  awaitable<void> ask_ssm(Ids ids) {
    auto found = co_await ssm_.describe_instance_information(ids, deadline_);
    // The service's reference has this error for a node that is not the caller's: then all nodes.
    if (!found && found.error().service_code == "InvalidInstanceId") {
      found = co_await ssm_.describe_instance_information({}, deadline_);
    }
    if (!found) {
      states.ssm_failure = found.error();
      co_return;
    }
    for (const aws::InstanceInformation& one : *found) {
      const auto asked = states.by_id.find(one.instance_id);
      if (asked == states.by_id.end()) continue;
      LiveState& state = asked->second;
      state.ping_status = one.ping_status;
      state.agent_version = one.agent_version;
      state.last_ping = one.last_ping;
      if (state.name.empty()) state.name = one.name;
    }
  }

  LiveStates states;

 private:
  aws::Ec2& ec2_;
  aws::Ssm& ssm_;
  async::Deadline deadline_;
};

}  // namespace

awaitable<LiveStates> live_states(aws::Ec2& ec2, aws::Ssm& ssm, Ids node_ids,
                                  async::Deadline deadline) {
  Round round(ec2, ssm, std::move(deadline));
  for (const std::string& id : node_ids) round.states.by_id[id];
  Ids all;
  Ids instances;
  for (const auto& [id, state] : round.states.by_id) {
    all.push_back(id);
    if (!is_hybrid(id)) instances.push_back(id);
  }
  const auto executor = co_await boost::asio::this_coro::executor;
  async::TaskGroup questions(executor);
  for (Ids& ids : in_portions(instances, kEc2Ids)) questions.start(round.ask_ec2(std::move(ids)));
  for (Ids& ids : in_portions(all, kSsmIds)) questions.start(round.ask_ssm(std::move(ids)));
  co_await questions.all_ended();
  co_return std::move(round.states);
}

}  // namespace cloudx::instances
