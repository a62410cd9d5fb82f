#pragma once
// Process 1 of a virtual machine: what kernel, systemd and cloud-init do between power-on and
// power-off, as far as user data can tell.

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/vm/cloud_config.hpp"
#include "sandbox/vm/disk.hpp"

namespace cloudx::sandbox {

struct Boot {
  std::string disk;
  std::vector<Mount> mounts;
  std::string console;  // a file that gets all output
  std::vector<Command> boot_commands;
  std::vector<Command> run_commands;
  bool make_host_keys = false;  // the user data brings none
  std::string address;
  std::uint16_t port = 22;
  int progress = -1;  // a descriptor that gets a line for each BootStep, and is closed at the end
};

// Runs in fork_isolated(): mounts the disk as "/", runs bootcmd, sshd and runcmd in this order, and
// ends with everything inside on SIGTERM, which is its power button.
[[noreturn]] void run_first_process(const Boot& boot);

}  // namespace cloudx::sandbox
