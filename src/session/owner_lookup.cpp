#include "session/owner_lookup.hpp"

#include <fmt/format.h>

#include "instances/owner.hpp"

namespace cloudx::session {

boost::asio::awaitable<std::string> look_for_other_owner(aws::Clients& clients,
                                                         const SessionPlan& plan,
                                                         async::Deadline deadline) {
  if (plan.target.kind != instances::NodeKind::instance) co_return std::string();
  aws::DescribeInstancesRequest one;
  one.instance_ids = {plan.target.id};
  const auto found = co_await clients.ec2().describe_instances(std::move(one), deadline);
  if (!found || found->empty() ||
      instances::owner_of(found->front().tags, plan.owner_tag).empty()) {
    co_return std::string();
  }
  const auto identity = co_await clients.sts().get_caller_identity(deadline);
  if (!identity) co_return std::string();
  const std::string why =
      instances::belongs_to_another(found->front().tags, plan.owner_tag, identity->arn);
  if (why.empty()) co_return why;
  co_return fmt::format("{}: it belongs to somebody else, and the account may let nobody else in",
                        why);
}

}  // namespace cloudx::session
