#include "features/relay/install/visibility.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "os/account.hpp"
#include "os/file_secrecy.hpp"

namespace cloudx::relay {

namespace fs = std::filesystem;

namespace {

bool is_within(const fs::path& path, const fs::path& folder) {
  return std::ranges::mismatch(folder, path).in1 == folder.end();
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
  return !is_hidden(path) && os::is_open_to_all(path, os::Use::read);
}

Result<void> check_visible(std::string_view what, const fs::path& path, bool by_anybody,
                           std::string_view remedy) {
  if (is_hidden(path)) {
    return fail(Errc::usage,
                fmt::format("{} {} is hidden from the service, as all home folders and "
                            "temporary ones are: {}",
                            what, path.string(), remedy));
  }
  if (!by_anybody || os::is_open_to_all(path, os::Use::run)) return {};
  return fail(Errc::usage,
              fmt::format("{} {} can not be used by the user that systemd makes up for "
                          "the service: {}, or name another user with --run-as",
                          what, path.string(), remedy));
}

Result<void> check_user(const std::string& name) {
  if (os::account_exists(name)) return {};
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
