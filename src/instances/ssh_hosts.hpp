#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "instances/selection.hpp"

namespace cloudx::instances {

// Finds hosts in our ssh config file. A file that is not there has none.
[[nodiscard]] HostLookup hosts_in(const std::filesystem::path& ssh_config);

// Those whose alias a pattern of ssh_config(5) matches and that have an instance's id, in the order
// of the file.
[[nodiscard]] std::vector<ConfiguredHost> hosts_matching(const std::filesystem::path& ssh_config,
                                                         std::string_view pattern);

// All names of a node in that file: the hosts that lead to this instance id, or the instance id of
// this host and all hosts that lead to it, too. What is given comes first, in any case.
[[nodiscard]] std::vector<std::string> names_of(const std::filesystem::path& ssh_config,
                                                const std::string& id_or_host);

}  // namespace cloudx::instances
