#pragma once
// One short transfer, disturbed once at every possible place.

#include "simulation/report.hpp"

namespace cloudx::simulation {

// Adds to `report`; stops at the first violation and describes it there.
void run_exhaustively(Report& report);

}  // namespace cloudx::simulation
