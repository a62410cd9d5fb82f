#include "session/configure.hpp"

#include <utility>

#include "config/choose.hpp"
#include "instances/ssh_hosts.hpp"

namespace cloudx::session {

void configure(SessionPlan& plan, const config::Configuration& configuration, config::Key document,
               const std::string& node, const std::filesystem::path& ssh_config) {
  config::Subject subject{.profile = plan.account.settings.profile, .names = {node}};
  // Nothing is read that nobody asks for.
  if (!configuration.sections.hosts.empty()) {
    subject.names = instances::names_of(ssh_config, node);
  }
  const auto fill = [&](std::string& into, config::Key key) {
    if (into.empty()) into = config::choose(key, configuration, subject).value_or("");
  };
  fill(plan.document.name, document);
  fill(plan.document.reason, config::Key::reason);
  if (auto version = config::choose(config::Key::client_version, configuration, subject)) {
    plan.client_version = std::move(*version);
  }
}

}  // namespace cloudx::session
