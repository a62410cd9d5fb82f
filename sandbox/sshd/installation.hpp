#pragma once
// The OpenSSH server program. Debian's package is never installed for it (it would start a system
// service): an unpacked copy is enough.

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace cloudx::sandbox {

// `given` if not empty; else sshd in PATH, in /usr/sbin, the program that CLOUDX_SSHD names, and
// openssh/usr/sbin/sshd in the build directory that this program lies in or in a folder above.
// Errc::not_found says what to do.
[[nodiscard]] Result<std::filesystem::path> find_sshd(const std::string& given);

// First executable file of that name in PATH.
[[nodiscard]] std::optional<std::filesystem::path> find_in_path(const std::string& program);

}  // namespace cloudx::sandbox
