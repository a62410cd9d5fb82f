#include "session/session_plan.hpp"

#include <fmt/format.h>

namespace cloudx::session {

std::string SessionDocument::describe() const {
  return name.empty() ? "the account's session preferences" : "the document " + name;
}

std::string SessionPlan::describe() const {
  return fmt::format("{} (profile {}, region {})",
                     container ? instances::describe(container->container) : target.id,
                     account.settings.profile, region());
}

}  // namespace cloudx::session
