#include "features/relay/install/visibility.hpp"

#include <algorithm>
#include <array>
#include <pwd.h>
#include <sys/stat.h>

#include <fmt/format.h>

namespace cloudx::relay {

namespace fs = std::filesystem;

namespace {

bool is_within(const fs::path& path, const fs::path& folder) {
  return std::ranges::mismatch(folder, path).in1 == folder.end();
}

// Whether anybody may pass through the folders above, and use what is there.
bool is_open_to_all(const fs::path& path, mode_t needed) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || (status.st_mode & needed) == 0) return false;
  return path == path.root_path() || is_open_to_all(path.parent_path(), S_IXOTH);
}

}  // namespace

bool is_hidden(const fs::path& path) {
  static const std::array<fs::path, 5> kHidden{"/home", "/root", "/run/user", "/tmp", "/var/tmp"};
  std::error_code ignored;
  const fs::path real = fs::weakly_canonical(path, ignored);
  return std::ranges::any_of(kHidden, [&](const fs::path& folder) {
    return is_within(path.lexically_normal(), folder) || is_within(real, folder);
  });
}

bool can_all_read(const fs::path& path) {
  std::error_code ignored;
  return !is_hidden(path) && is_open_to_all(fs::weakly_canonical(path, ignored), S_IROTH);
}

Result<void> check_visible(std::string_view what, const fs::path& path, bool by_anybody,
                           std::string_view remedy) {
  if (is_hidden(path)) {
    return fail(Errc::usage,
                fmt::format("{} {} is hidden from the service, as all home folders and "
                            "temporary ones are: {}",
                            what, path.string(), remedy));
  }
  std::error_code ignored;
  if (!by_anybody || is_open_to_all(fs::weakly_canonical(path, ignored), S_IXOTH)) return {};
  return fail(Errc::usage,
              fmt::format("{} {} can not be used by the user that systemd makes up for "
                          "the service: {}, or name another user with --run-as",
                          what, path.string(), remedy));
}

Result<void> check_user(const std::string& name) {
  if (::getpwnam(name.c_str()) != nullptr) return {};
  return fail(Errc::usage, fmt::format("there is no user {} on this machine (--run-as)", name));
}

Result<void> check_no_password(std::string_view variable, std::string_view url) {
  const std::size_t begin = url.find("://") == std::string_view::npos ? 0 : url.find("://") + 3;
  const std::string_view authority = url.substr(begin, url.find('/', begin) - begin);
  if (!authority.contains('@')) return {};
  return fail(Errc::usage,
              fmt::format("{} holds user and password, and everybody can read the service's file: "
                          "unset the variable for this command, and set it in a file of mode 0600 "
                          "that EnvironmentFile= names in an override (systemctl edit)",
                          variable));
}

}  // namespace cloudx::relay
