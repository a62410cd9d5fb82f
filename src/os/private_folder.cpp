#include <cerrno>
#include <sys/stat.h>

#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::os {

namespace {

std::unexpected<Error> mkdir_error(const std::filesystem::path& path, int errno_value) {
  return fail(Errc::io,
              fmt::format("cannot create {}: {}", path.string(), system_message(errno_value)));
}

// mkdir(2) takes away what the umask has, which may be the owner's own rights.
bool mkdir_private(const std::filesystem::path& path) {
  return ::mkdir(path.c_str(), 0700) == 0 && ::chmod(path.c_str(), 0700) == 0;
}

}  // namespace

Result<void> make_private_folder(const std::filesystem::path& path) {
  if (path.empty() || mkdir_private(path) || errno == EEXIST) return {};
  if (errno != ENOENT) return mkdir_error(path, errno);
  if (auto above = make_private_folder(path.parent_path()); !above) return above;
  if (mkdir_private(path) || errno == EEXIST) return {};
  return mkdir_error(path, errno);
}

}  // namespace cloudx::os
