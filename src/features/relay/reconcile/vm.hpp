#pragma once
// A relay's VM, as EC2 shows it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/relay_state.hpp"

namespace cloudx::relay {

// EC2's instance states (EC2 User Guide, "Instance lifecycle").
enum class VmState : std::uint8_t {
  pending,
  running,
  shutting_down,
  terminated,
  stopping,
  stopped
};

struct Vm {
  std::string instance_id;
  std::string endpoint;  // value of the tag
  std::string client_token;
  std::string address;  // public IPv4, "" until it has one
  VmState state = VmState::pending;
  std::string reason;  // why it is in that state, where EC2 says so
  store::Time launched_at;

  // Pending or running: it can be used, or will.
  [[nodiscard]] bool alive() const {
    return state == VmState::pending || state == VmState::running;
  }
  // Terminated, or about to be.
  [[nodiscard]] bool over() const {
    return state == VmState::shutting_down || state == VmState::terminated;
  }
};

// Returns nullptr when it is not among them.
[[nodiscard]] inline const Vm* find_by_id(const std::vector<Vm>& vms,
                                          std::string_view instance_id) {
  for (const Vm& vm : vms) {
    if (vm.instance_id == instance_id) return &vm;
  }
  return nullptr;
}

}  // namespace cloudx::relay
