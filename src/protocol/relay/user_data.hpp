#pragma once
// What a relay VM is told at its first boot: cloud-init user data (cloudinit.readthedocs.io, "User
// data formats"), which installs nothing. docs/relay-protocol.md, "The relay VM", says what the VM
// then does.

#include <chrono>

#include "base/secret.hpp"
#include "protocol/relay/host_key.hpp"

namespace cloudx::relay {

struct VmSettings {
  HostKey host_key;
  std::chrono::minutes idle{5};
  std::chrono::hours most{24};
};

// "#cloud-config\n...", at most 16 KiB (EC2's limit, before base64). Holds the host key.
[[nodiscard]] Secret vm_user_data(const VmSettings& settings);

}  // namespace cloudx::relay
