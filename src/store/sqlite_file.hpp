#pragma once
// The file of a SQLite store, before SQLite opens it.

#include <filesystem>
#include <utility>

#include "base/error.hpp"
#include "os/file_lock.hpp"

namespace cloudx::store::sqlite {

// One store at a time has the file; the operator's own sqlite3 may read it and back it up
// meanwhile.
class Claim {
 public:
  // On PATH.lock. Errc::configuration when another store has it, here or in another process.
  [[nodiscard]] static Result<Claim> take(const std::filesystem::path& path);

 private:
  explicit Claim(os::FileLock lock) : lock_(std::move(lock)) {}

  os::FileLock lock_;
};

// Makes an empty file for the user alone where there is none: SQLite would go by the umask, and
// gives what it makes beside the file the file's own mode.
[[nodiscard]] Result<void> make_private_file(const std::filesystem::path& path);

}  // namespace cloudx::store::sqlite
