#include "instances/find.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "aws/core/error_class.hpp"
#include "aws/core/text.hpp"

namespace cloudx::instances {

namespace {

constexpr std::size_t kShown = 20;  // of an ambiguous choice

std::string line_of(const aws::Instance& instance) {
  const auto name = instance.tags.find("Name");
  return fmt::format("\n  {}  {}  {}", instance.instance_id,
                     name == instance.tags.end() ? "-" : aws::presentable(name->second, 60),
                     instance.state_name);
}

Error ambiguous(const Selection& selection, const Place& place,
                const std::vector<aws::Instance>& found) {
  std::string message = fmt::format("{} instances {} have {}: name one by its id", found.size(),
                                    place.describe(), selection.what);
  for (const aws::Instance& one : found | std::views::take(kShown)) message += line_of(one);
  if (found.size() > kShown) message += fmt::format("\n  and {} more", found.size() - kShown);
  return fail(Errc::usage, std::move(message)).error();
}

}  // namespace

std::string Place::describe() const {
  return fmt::format("in {} (profile {})", region, profile);
}

boost::asio::awaitable<Result<std::vector<aws::Instance>>> find_instances(
    aws::Ec2& ec2, Selection selection, Place place, async::Deadline deadline) {
  aws::DescribeInstancesRequest request;
  request.filters = selection.filters;
  request.filters.push_back({"instance-state-name", {"pending", "running", "stopping", "stopped"}});
  auto found = co_await ec2.describe_instances(std::move(request), deadline);
  if (!found) {
    const auto doing = fmt::format("looking for {} {}", selection.what, place.describe());
    auto failed = fail(doing, found.error());
    if (aws::is_denied(failed.error())) {
      failed.error().message += "\n  the user or role needs ec2:DescribeInstances, or give the id";
    }
    co_return failed;
  }
  std::ranges::sort(*found, {}, &aws::Instance::instance_id);
  co_return found;
}

boost::asio::awaitable<Result<std::string>> find_instance(aws::Ec2& ec2, Selection selection,
                                                          Place place, async::Deadline deadline) {
  if (!selection.instance_id.empty()) co_return selection.instance_id;
  const auto found = co_await find_instances(ec2, selection, place, std::move(deadline));
  if (!found) co_return std::unexpected(found.error());
  if (found->empty()) {
    co_return fail(Errc::not_found, fmt::format("there is no instance with {} {}", selection.what,
                                                place.describe()));
  }
  if (found->size() > 1) {
    co_return std::unexpected(ambiguous(selection, place, *found));
  }
  co_return found->front().instance_id;
}

}  // namespace cloudx::instances
