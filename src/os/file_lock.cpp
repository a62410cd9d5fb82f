#include "os/file_lock.hpp"

#include <cerrno>
#include <sys/file.h>
#include <utility>

#include <fmt/format.h>

#include "os/file.hpp"
#include "os/private_file.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

namespace {

std::unexpected<Error> lock_error(const fs::path& path, int errno_value) {
  return fail(Errc::io,
              fmt::format("cannot lock {}: {}", path.string(), system_message(errno_value)));
}

}  // namespace

Result<FileLock> FileLock::take(const fs::path& directory) {
  if (auto made = os::make_private_folder(directory); !made) return std::unexpected(made.error());
  const fs::path path = directory / "lock";
  Result<os::Descriptor> file = os::open_private_file(path);
  if (!file) return std::unexpected(file.error());
  int locked = -1;
  do {
    locked = ::flock(file->get(), LOCK_EX);
  } while (locked != 0 && errno == EINTR);
  if (locked != 0) return lock_error(path, errno);
  return FileLock(std::move(*file));
}

Result<std::optional<FileLock>> FileLock::try_take(const fs::path& file) {
  Result<os::Descriptor> opened = os::open_private_file(file);
  if (!opened) return std::unexpected(opened.error());
  if (::flock(opened->get(), LOCK_EX | LOCK_NB) == 0) return FileLock(std::move(*opened));
  if (errno == EWOULDBLOCK) return std::nullopt;
  return lock_error(file, errno);
}

}  // namespace cloudx::os
