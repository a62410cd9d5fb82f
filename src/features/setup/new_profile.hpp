#pragma once
// A profile that does not exist yet: asked for, and written into the shared files.

#include <string>

#include "aws/core/write_profile.hpp"
#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "home/process_context.hpp"

namespace cloudx::setup {

// Access keys of an IAM user, or a role by IAM Identity Center, as the user chooses. Errors: those
// of Questions, of aws::plan_profile() and of the login.
[[nodiscard]] Result<void> make_profile(const std::string& name, const aws::SharedFiles& files,
                                        const home::ProcessContext& context, Questions& questions,
                                        Report& report);

}  // namespace cloudx::setup
