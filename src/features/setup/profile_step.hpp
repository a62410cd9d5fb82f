#pragma once
// The first step: an AWS profile that exists and works.

#include <memory>
#include <optional>

#include "aws/clients/clients.hpp"
#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "features/setup/setup_request.hpp"
#include "home/account.hpp"

namespace cloudx::setup {

struct Profile {
  home::Account account;
  std::unique_ptr<aws::Clients> clients;        // null: AWS cannot be asked (--dry-run)
  std::optional<aws::CallerIdentity> identity;  // who the credentials belong to
};

// Looks the profile up, makes it with the user's answers where it does not exist, and asks AWS who
// it is. With --dry-run nothing is made and what does not work is only told.
[[nodiscard]] Result<Profile> settle_profile(const SetupRequest& request,
                                             const home::ProcessContext& context,
                                             Questions& questions, Report& report,
                                             const aws::AskMfaCode& ask_mfa_code);

}  // namespace cloudx::setup
