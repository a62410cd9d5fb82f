#pragma once
// How the user starts the service that `relay install` has written.

#include <filesystem>
#include <string>

#include "features/relay/install/service_file.hpp"

namespace cloudx::relay {

// One command a line, each with two blanks before it. `anew`: the service may run already, with
// what the file said before or with another key.
[[nodiscard]] std::string start_commands(const InstallRequest& request, const ServiceFile& service,
                                         const std::filesystem::path& file, bool anew);

}  // namespace cloudx::relay
