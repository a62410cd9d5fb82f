#pragma once
// What the two ssh_config files shall say: ours with the tiers and the user's own with an Include.
// Texts in, texts out.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "features/setup/setup_request.hpp"
#include "hosts/tier_edit.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::setup {

struct WantedHost {
  hosts::EnvironmentSettings environment;  // prefix, environment, key, ProxyCommand
  std::string name;
  std::string instance_id;
  std::optional<std::string> os_user;  // another one than the generic tier's
  std::string control_home;            // what ssh takes "~" in a ControlPath for
};

// How the present tier of the environment compares to the wanted one.
[[nodiscard]] hosts::Comparison compare(const std::string& config, const WantedHost& wanted,
                                        const std::string& home);

// Our file with the three tiers. `existing` decides where the environment is there and different.
// Errc::configuration for a value that ssh_config cannot hold.
[[nodiscard]] Result<std::string> with_host(const std::string& config, const WantedHost& wanted,
                                            Existing existing, const hosts::Stamp& stamp,
                                            const std::string& home);

// The user's own file, with our file included for every host. An Include that is in effect already
// stays as it is, unless a setting above it would win over ours.
[[nodiscard]] std::string with_include(const std::string& main_config,
                                       const std::filesystem::path& config,
                                       const std::filesystem::path& home,
                                       const sshconfig::Files& files);

}  // namespace cloudx::setup
