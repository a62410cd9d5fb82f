#pragma once
// The second step: which instance, and the names it goes by.

#include <string>

#include "features/setup/profile_step.hpp"
#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "features/setup/setup_request.hpp"

namespace cloudx::setup {

struct ChosenInstance {
  std::string id;
  std::string environment;
  std::string host;
};

// The options, else the user's answers; the instance's tags and the caller's name give the
// defaults. Errors: those of Questions; usage for an option that cannot be used; not_found.
[[nodiscard]] Result<ChosenInstance> settle_instance(const SetupRequest& request,
                                                     const Profile& profile, Questions& questions,
                                                     Report& report);

}  // namespace cloudx::setup
