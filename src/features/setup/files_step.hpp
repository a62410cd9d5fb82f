#pragma once
// The fourth step: what is written.

#include <vector>

#include "base/error.hpp"
#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "features/setup/setup_request.hpp"
#include "features/setup/ssh_plan.hpp"
#include "features/setup/vscode_step.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"

namespace cloudx::setup {

struct FilesRequest {
  const SetupRequest& setup;
  const home::ProcessContext& context;
  const home::Locations& locations;
  WantedHost host;
  Existing existing = Existing::keep;
  std::vector<VscodeChange> editors;  // with --vscode
};

// The differences of the environment's present tier; nothing where it is absent or compatible.
[[nodiscard]] Result<std::vector<std::string>> differences(const FilesRequest& request);

// What --vscode comes to, judged by the ssh config files as they will be.
[[nodiscard]] Result<std::vector<VscodeChange>> settle_editors(const FilesRequest& request,
                                                               Questions& questions,
                                                               Report& report);

// Our ssh_config, the user's own and the editors' settings, all or none of them; with --dry-run the
// differences as a unified diff, and nothing else.
[[nodiscard]] Result<void> write_files(const FilesRequest& request, Report& report);

}  // namespace cloudx::setup
