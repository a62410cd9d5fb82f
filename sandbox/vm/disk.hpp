#pragma once
// The disk of a virtual machine: a folder that becomes "/" for its processes. Programs and
// libraries are this machine's, mounted read-only; everything else is the VM's own, so that nothing
// that user data does can touch a file of this machine.

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/error.hpp"
#include "sandbox/vm/cloud_config.hpp"

namespace cloudx::sandbox {

// Where the SSH server program is seen inside.
inline constexpr const char* kSshdInside = "/sandbox/sshd";
inline constexpr const char* kStandIns = "/sandbox/bin";

struct Mount {
  std::string from;  // of this machine
  std::string onto;  // below the disk
};

struct DiskPlan {
  std::filesystem::path folder;
  std::filesystem::path sshd;
  std::string authorized_keys;       // of the key pair: lines
  std::filesystem::path time_scale;  // a file, see fake_programs.hpp
};

// Makes the disk as an image has it before its first boot, for the user ec2-user. Errors: io.
// Returns what is still to be mounted, in order.
[[nodiscard]] Result<std::vector<Mount>> make_disk(const DiskPlan& plan);

// Writes the files of the user data: keys, write_files. Errors: io.
[[nodiscard]] Result<void> apply_files(const std::filesystem::path& disk,
                                       const CloudConfig& config);

}  // namespace cloudx::sandbox
