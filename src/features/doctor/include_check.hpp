#pragma once
// Whether the user's main ssh config reads ours, early enough for our settings to win.

#include <filesystem>
#include <optional>
#include <string>

#include "features/doctor/finding.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::doctor {

struct IncludeQuestion {
  std::filesystem::path main_config;  // ~/.ssh/config
  std::filesystem::path our_config;
  std::filesystem::path home;
  std::string setup;  // the command that puts the line there
  std::string host;   // "" for none: then our config as a whole is meant
};

[[nodiscard]] Finding check_include(const IncludeQuestion& question, const sshconfig::Files& files);

}  // namespace cloudx::doctor
