#include "features/relay/forward/decision.hpp"

#include <fmt/format.h>

namespace cloudx::relay {

namespace {

constexpr int kFailures = 3;

}  // namespace

std::string relay_name(const EndpointView& view) {
  if (view.phase != RelayPhase::running) return {};
  return fmt::format("{} {} {}", view.instance_id, view.address, view.port);
}

Action decide(const EndpointView& view, const std::string& open, const std::string& done) {
  const std::string running = relay_name(view);
  if (running == open) return Action::nothing;
  if (!open.empty()) return Action::close;
  return running == done ? Action::nothing : Action::open;
}

bool is_over(const EndpointView& relay, const Attempts& attempts) {
  const bool original = relay.host_key.empty();
  if (original) return attempts.was_in || attempts.failures >= kFailures;
  return attempts.was_in && attempts.failures >= kFailures;
}

}  // namespace cloudx::relay
