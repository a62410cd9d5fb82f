#pragma once
// Whether two versions of our config file say the same of every host: the check behind every change
// that cleanup makes.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "sshconfig/files.hpp"

namespace cloudx::hosts {

// The context in which ssh reads the file.
struct ConfigContext {
  std::filesystem::path home;
  std::filesystem::path main_config;  // ~/.ssh/config
  std::filesystem::path config;       // the file that changes
  const sshconfig::Files& files;
};

using Rename = std::function<std::string(std::string_view host)>;

// For every host that is named in the files, for a name of each pattern and for one of none: what
// ssh takes from `before` for the host is what it takes from `after` for the renamed one, read
// through the main config and read alone. Which program a ProxyCommand of ours runs is left out of
// account.
[[nodiscard]] bool same_effect(const std::string& before, const std::string& after,
                               const ConfigContext& config_context, const Rename& rename = {});

}  // namespace cloudx::hosts
