#include "os/file_lock.hpp"

#include <cerrno>
#include <sys/file.h>
#include <utility>

#include <fmt/format.h>

#include "os/file.hpp"
#include "os/private_file.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

Result<FileLock> FileLock::take(const fs::path& directory) {
  if (auto made = os::make_private_folder(directory); !made) return std::unexpected(made.error());
  const fs::path path = directory / "lock";
  Result<os::Descriptor> file = os::open_private_file(path);
  if (!file) return std::unexpected(file.error());
  int locked = -1;
  do {
    locked = ::flock(file->get(), LOCK_EX);
  } while (locked != 0 && errno == EINTR);
  if (locked != 0) {
    return fail(Errc::io, fmt::format("cannot lock {}: {}", path.string(), system_message(errno)));
  }
  return FileLock(std::move(*file));
}

}  // namespace cloudx::os
