#pragma once
// The third step: the key that is pushed to the instance.

#include <optional>
#include <string>

#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "features/setup/setup_request.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"

namespace cloudx::setup {

// What the tier of the environment says of it.
struct ChosenKey {
  std::string identity_file;
  std::optional<std::string> identity_agent;
};

// A pair of files, or with --1password the public half of an item there. With --dry-run nothing is
// made, only told.
[[nodiscard]] Result<ChosenKey> settle_key(const SetupRequest& request,
                                           const home::Locations& locations,
                                           const home::ProcessContext& context,
                                           Questions& questions, Report& report);

}  // namespace cloudx::setup
