#include "features/relay/reconcile/action_text.hpp"

#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/overloaded.hpp"

namespace cloudx::relay {

namespace {

std::string text(const Ec2Action& action) {
  return std::visit(Overloaded{
                        [](const FindImage&) { return std::string("find an image"); },
                        [](const DescribeVms& wanted) {
                          return fmt::format("describe the VMs of {}", wanted.endpoint);
                        },
                        [](const DescribeAlive&) { return std::string("describe all VMs"); },
                        [](const RunInstance& wanted) {
                          return fmt::format("launch a VM for {}, attempt {}", wanted.endpoint,
                                             wanted.attempt);
                        },
                        [](const TerminateVms& wanted) {
                          return fmt::format("terminate {}", fmt::join(wanted.instance_ids, ", "));
                        },
                        [](const Probe& wanted) { return fmt::format("probe {}", wanted.address); },
                    },
                    action);
}

}  // namespace

std::string action_text(const Action& action) {
  return std::visit(
      Overloaded{
          [](const Ec2Request& request) { return "EC2: " + text(request.action); },
          [](const ReadRecord& wanted) { return fmt::format("store: read {}", wanted.id); },
          [](const ReadLive&) { return std::string("store: read what is live"); },
          [](const CheckStore&) { return std::string("store: check"); },
          [](const ChangeRecord& wanted) { return fmt::format("store: change {}", wanted.id); },
          [](const Pause& pause) { return fmt::format("pause of {} ms", pause.duration.count()); },
          [](const Done&) { return std::string("done"); },
      },
      action);
}

}  // namespace cloudx::relay
