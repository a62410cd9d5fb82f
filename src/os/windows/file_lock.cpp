#include "os/file_lock.hpp"

#include <utility>

#include <fmt/format.h>

#include "os/file.hpp"
#include "os/private_file.hpp"
#include "os/windows/open_file.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

namespace {

std::unexpected<Error> lock_error(const fs::path& path, DWORD number) {
  return fail(Errc::io, fmt::format("cannot lock {}: {}", path.string(), error_text(number)));
}

bool lock(const Descriptor& file, DWORD flags) {
  OVERLAPPED start{};
  return ::LockFileEx(handle_of(file), LOCKFILE_EXCLUSIVE_LOCK | flags, 0, 1, 0, &start) != 0;
}

}  // namespace

Result<FileLock> FileLock::take(const fs::path& directory) {
  if (auto made = make_private_folder(directory); !made) return std::unexpected(made.error());
  const fs::path path = directory / "lock";
  Result<Descriptor> file = open_private_file(path);
  if (!file) return std::unexpected(file.error());
  if (!lock(*file, 0)) return lock_error(path, ::GetLastError());
  return FileLock(std::move(*file));
}

Result<std::optional<FileLock>> FileLock::try_take(const fs::path& file) {
  Result<Descriptor> opened = open_private_file(file);
  if (!opened) return std::unexpected(opened.error());
  if (lock(*opened, LOCKFILE_FAIL_IMMEDIATELY)) return FileLock(std::move(*opened));
  const DWORD why = ::GetLastError();
  if (why == ERROR_LOCK_VIOLATION || why == ERROR_IO_PENDING) return std::nullopt;
  return lock_error(file, why);
}

}  // namespace cloudx::os
