#include "home/ssh_options.hpp"

#include <filesystem>
#include <pwd.h>
#include <unistd.h>

namespace cloudx::home {

std::vector<std::string> ssh_options(const Surroundings& surroundings) {
  const passwd* const entry = ::getpwuid(::getuid());
  if (entry != nullptr && surroundings.home == entry->pw_dir) return {};
  const auto folder = std::filesystem::path(surroundings.home) / ".ssh";
  std::error_code error;
  const auto config = folder / "config";
  return {"-F", std::filesystem::exists(config, error) ? config.string() : "none", "-o",
          "UserKnownHostsFile=\"" + (folder / "known_hosts").string() + '"'};
}

std::string longer_home(const Surroundings& surroundings) {
  const passwd* const entry = ::getpwuid(::getuid());
  const std::string by_database = entry != nullptr ? entry->pw_dir : "";
  return by_database.size() > surroundings.home.size() ? by_database : surroundings.home;
}

}  // namespace cloudx::home
