#include "instances/find_container.hpp"

#include <utility>

#include <fmt/format.h>

#include "aws/core/error_class.hpp"

namespace cloudx::instances {

namespace {

Error call_failed(const EcsTarget& wanted, const Place& place, const Error& error) {
  if (error.service_code == "ClusterNotFoundException") {
    return fail(Errc::not_found,
                fmt::format("ECS has no cluster {} {}", wanted.cluster, place.describe()))
        .error();
  }
  auto failed = fail(fmt::format("looking for {} {}", describe(wanted), place.describe()), error);
  if (aws::is_denied(error)) {
    failed.error().message += "\n  the user or role needs ecs:DescribeTasks on the task";
  }
  return failed.error();
}

}  // namespace

boost::asio::awaitable<Result<FoundContainer>> find_container(aws::Ecs& ecs, EcsTarget wanted,
                                                              Place place,
                                                              async::Deadline deadline) {
  const auto task = co_await ecs.describe_task(wanted.cluster, wanted.task, std::move(deadline));
  if (!task) co_return std::unexpected(call_failed(wanted, place, task.error()));
  if (!*task) {
    co_return fail(Errc::not_found, fmt::format("the cluster {} {} has no task {}, or it ended "
                                                "some time ago",
                                                wanted.cluster, place.describe(), wanted.task));
  }
  auto found = choose_container(**task, wanted);
  if (!found && found.error().kind != Errc::usage) {
    co_return fail(fmt::format("no session with {} {}", describe(wanted), place.describe()),
                   found.error());
  }
  co_return found;
}

}  // namespace cloudx::instances
