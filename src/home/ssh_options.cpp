#include "home/ssh_options.hpp"

#include <filesystem>
#include <pwd.h>
#include <unistd.h>

namespace cloudx::home {

std::vector<std::string> ssh_options(const ProcessContext& context) {
  const passwd* const entry = ::getpwuid(::getuid());
  if (entry != nullptr && context.home == entry->pw_dir) return {};
  const auto folder = std::filesystem::path(context.home) / ".ssh";
  std::error_code error;
  const auto config = folder / "config";
  return {"-F", std::filesystem::exists(config, error) ? config.string() : "none", "-o",
          "UserKnownHostsFile=\"" + (folder / "known_hosts").string() + '"'};
}

std::string longer_home(const ProcessContext& context) {
  const passwd* const entry = ::getpwuid(::getuid());
  const std::string by_database = entry != nullptr ? entry->pw_dir : "";
  return by_database.size() > context.home.size() ? by_database : context.home;
}

}  // namespace cloudx::home
