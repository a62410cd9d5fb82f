#include "store/sqlite_file.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "os/private_file.hpp"

namespace cloudx::store::sqlite {

namespace fs = std::filesystem;

Result<Claim> Claim::take(const fs::path& path) {
  fs::path lock = path;
  lock += ".lock";
  Result<std::optional<os::FileLock>> taken = os::FileLock::try_take(lock);
  if (!taken) return std::unexpected(taken.error());
  if (*taken) return Claim(std::move(**taken));
  return fail(Errc::configuration,
              fmt::format("another relay service uses {}; several share a PostgreSQL database",
                          path.string()));
}

Result<void> make_private_file(const fs::path& path) {
  // Before SQLite has it open: closing it afterwards would drop SQLite's own locks (fcntl(2)).
  return os::make_private_file(path);
}

}  // namespace cloudx::store::sqlite
