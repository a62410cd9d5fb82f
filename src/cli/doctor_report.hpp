#pragma once
// What doctor has found, for people and for programs.

#include <span>
#include <string>

#include "cli/colour.hpp"
#include "features/doctor/finding.hpp"

namespace cloudx::cli {

// One line a finding, aligned, a remedy on a line of its own, and a summary at the end.
[[nodiscard]] std::string doctor_text(std::span<const doctor::Finding> findings,
                                      const Colour& colour);

// An array of objects with the strings name, status, text and remedy ("" where there is none).
[[nodiscard]] std::string doctor_json(std::span<const doctor::Finding> findings);

}  // namespace cloudx::cli
