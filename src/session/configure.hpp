#pragma once
// What the configuration says of a session, for what the command line does not.

#include <filesystem>
#include <string>

#include "config/load.hpp"
#include "config/values.hpp"
#include "session/session_plan.hpp"

namespace cloudx::session {

// Fills in document, reason and client version of a plan whose account is known. `document` is the
// key of the command's document. `node` is what was typed for it or its id, which is looked up in
// our ssh config where a section of the configuration is about hosts.
void configure(SessionPlan& plan, const config::Configuration& configuration, config::Key document,
               const std::string& node, const std::filesystem::path& ssh_config);

}  // namespace cloudx::session
