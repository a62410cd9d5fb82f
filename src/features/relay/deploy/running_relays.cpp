#include "features/relay/deploy/running_relays.hpp"

#include <utility>

#include <fmt/format.h>

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

constexpr const char* kTag = "ssh-proxy";  // its value is the endpoint

}  // namespace

awaitable<Result<std::vector<aws::Instance>>> running_relays(aws::Ec2& ec2, aws::Stack stack,
                                                             async::Deadline deadline) {
  aws::DescribeInstancesRequest request;
  request.filters = {
      {fmt::format("tag:{}", kTag), {"*"}},
      {"instance-state-name", {"pending", "running", "shutting-down", "stopping", "stopped"}}};
  auto found = co_await ec2.describe_instances(std::move(request), deadline);
  if (!found) co_return std::unexpected(found.error());
  const auto key = stack.outputs.find("KeyName");
  std::erase_if(*found, [&](const aws::Instance& one) {
    return key != stack.outputs.end() && !one.key_name.empty() && one.key_name != key->second;
  });
  co_return std::move(*found);
}

std::string in_words(const std::vector<aws::Instance>& relays) {
  std::string list;
  for (const aws::Instance& one : relays) {
    const auto endpoint = one.tags.find(kTag);
    if (!list.empty()) list += ", ";
    list += fmt::format("{} of {}", one.instance_id,
                        endpoint == one.tags.end() ? "<undefined>" : endpoint->second);
  }
  return relays.size() == 1 ? fmt::format("a relay is running ({})", list)
                            : fmt::format("{} relays are running ({})", relays.size(), list);
}

}  // namespace cloudx::relay
