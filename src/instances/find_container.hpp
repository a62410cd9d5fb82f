#pragma once

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ecs.hpp"
#include "base/error.hpp"
#include "instances/container.hpp"
#include "instances/find.hpp"

namespace cloudx::instances {

// The container that is meant, with one call of DescribeTasks. `ecs` must outlive the call. Errors:
// those of choose_container(), not_found (no such cluster or task), and those of ECS, with the
// permission that is missing. All but usage say which container was looked for, and where.
boost::asio::awaitable<Result<FoundContainer>> find_container(aws::Ecs& ecs, EcsTarget wanted,
                                                              Place place,
                                                              async::Deadline deadline);

}  // namespace cloudx::instances
