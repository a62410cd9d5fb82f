#pragma once
// The answers for a profile by IAM Identity Center: a login, then an account and a role picked from
// what it gives.

#include "aws/core/write_profile.hpp"
#include "base/error.hpp"
#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "home/process_context.hpp"

namespace cloudx::setup {

// `profile.name` and `profile.region` are left to the caller. Errors: those of Questions, of the
// login and of Identity Center; credentials when the user has no role anywhere.
[[nodiscard]] Result<aws::SsoProfile> ask_sso_profile(const std::string& name,
                                                      const home::ProcessContext& context,
                                                      Questions& questions, Report& report);

}  // namespace cloudx::setup
