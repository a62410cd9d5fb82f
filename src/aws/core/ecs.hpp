#pragma once

#include "aws/core/service.hpp"

namespace cloudx::aws {

// Amazon ECS (botocore's service model ecs/2014-11-13). Its hosts have FIPS forms in every
// partition, GovCloud included (botocore's endpoints.json).
inline constexpr Service kEcs{
    "ecs", "ecs", "ecs", "2014-11-13", "AmazonEC2ContainerServiceV20141113", Protocol::json, false};

}  // namespace cloudx::aws
