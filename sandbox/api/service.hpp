#pragma once
// The front door of all API services: an HTTP request in, its answer out. Any listener answers any
// service; X-Amz-Target, Action and Version, or the path tell which one is meant.

#include "base/http.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

[[nodiscard]] HttpResponse answer_api_request(World& world, const HttpRequest& request, Time now);

}  // namespace cloudx::sandbox
