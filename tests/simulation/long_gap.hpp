#pragma once
// One message of the agent's is lost, again and again, while thousands behind it arrive.

#include "simulation/report.hpp"

namespace cloudx::simulation {

// Adds to `report`; stops at the first violation and describes it there.
void run_long_gaps(Report& report);

}  // namespace cloudx::simulation
