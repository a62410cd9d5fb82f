#pragma once
// The fifth step: does it work?

#include <string>

#include "base/error.hpp"
#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "home/process_context.hpp"

namespace cloudx::setup {

// Connects through ssh and tells what it finds. An instance that is still being installed can be
// waited for. A host that cannot be reached is told, and no failure: what setup writes is written.
[[nodiscard]] Result<void> check_access(const std::string& host,
                                        const home::ProcessContext& context, Questions& questions,
                                        Report& report);

}  // namespace cloudx::setup
