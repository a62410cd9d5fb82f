#include "home/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <utility>

#include <fmt/format.h>

namespace cloudx::home {

namespace fs = std::filesystem;

Result<FileLock> FileLock::take(const fs::path& directory) {
  if (auto made = make_private_directory(directory); !made) return std::unexpected(made.error());
  const fs::path path = directory / "lock";
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  int locked = -1;
  if (file.get() >= 0) {
    do {
      locked = ::flock(file.get(), LOCK_EX);
    } while (locked != 0 && errno == EINTR);
  }
  if (locked != 0) {
    return fail(Errc::io, fmt::format("cannot lock {}: {}", path.string(), system_message(errno)));
  }
  return FileLock(std::move(file));
}

Result<void> make_private_directory(const fs::path& directory) {
  std::error_code error;
  if (directory.empty() || fs::is_directory(directory, error)) return {};
  if (auto made = make_private_directory(directory.parent_path()); !made) return made;
  // Another run may have made it meanwhile.
  if (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return fail(Errc::io,
              fmt::format("cannot make {}: {}", directory.string(), system_message(errno)));
}

}  // namespace cloudx::home
