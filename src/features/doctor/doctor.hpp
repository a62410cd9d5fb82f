#pragma once
// Looks at the whole chain from the files of this machine to the agent on the instance, and says
// what is wrong with each link.

#include <optional>
#include <string>
#include <vector>

#include "aws/api/credentials/assume_role.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/doctor/finding.hpp"
#include "home/account.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"

namespace cloudx::doctor {

struct DoctorRequest {
  // A name of the ssh config, whose ProxyCommand then says which profile, region and key are meant,
  // or an instance id. Without one everything is checked that needs no instance.
  std::optional<std::string> host;
  home::AccountRequest account;  // what is set here counts more than the ProxyCommand
  home::LocationRequest locations;
  std::optional<std::string> owner_tag;  // the key of the tag that names an instance's owner
};

// In the order of the chain. Each check that waits has a time limit. Fails only when it is
// interrupted.
[[nodiscard]] Result<std::vector<Finding>> examine(const DoctorRequest& request,
                                                   const home::ProcessContext& context,
                                                   aws::AskMfaCode ask_mfa_code,
                                                   Progress& progress);

}  // namespace cloudx::doctor
