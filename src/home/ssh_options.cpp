#include "home/ssh_options.hpp"

#include <filesystem>

#include "os/user.hpp"

namespace cloudx::home {

std::vector<std::string> ssh_options(const ProcessContext& context) {
  if (context.home == os::account_home_directory()) return {};
  const auto folder = std::filesystem::path(context.home) / ".ssh";
  std::error_code error;
  const auto config = folder / "config";
  return {"-F", std::filesystem::exists(config, error) ? config.string() : "none", "-o",
          "UserKnownHostsFile=\"" + (folder / "known_hosts").generic_string() + '"'};
}

std::string longer_home(const ProcessContext& context) {
  const std::string by_account = os::account_home_directory();
  return by_account.size() > context.home.size() ? by_account : context.home;
}

}  // namespace cloudx::home
