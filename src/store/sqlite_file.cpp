#include "store/sqlite_file.hpp"

#include <cerrno>
#include <sys/file.h>
#include <utility>

#include <fmt/format.h>

#include "os/private_file.hpp"

namespace cloudx::store::sqlite {

namespace fs = std::filesystem;

Result<Claim> Claim::take(const fs::path& path) {
  fs::path lock = path;
  lock += ".lock";
  Result<os::Descriptor> file = os::open_private_file(lock);
  if (!file) return std::unexpected(file.error());
  if (::flock(file->get(), LOCK_EX | LOCK_NB) == 0) return Claim(std::move(*file));
  if (errno == EWOULDBLOCK) {
    return fail(Errc::configuration,
                fmt::format("another relay service uses {}; several share a PostgreSQL database",
                            path.string()));
  }
  return fail(Errc::io, fmt::format("cannot lock {}: {}", lock.string(), system_message(errno)));
}

Result<void> make_private_file(const fs::path& path) {
  // Before SQLite has it open: closing it afterwards would drop SQLite's own locks (fcntl(2)).
  const Result<os::Descriptor> file = os::open_private_file(path);
  if (!file) return std::unexpected(file.error());
  return {};
}

}  // namespace cloudx::store::sqlite
