#pragma once
// One run of the program at a time changes files of the user.

#include <filesystem>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace cloudx::home {

// Held until it is destroyed or the process ends, however it ends.
class FileLock {
 public:
  // On DIRECTORY/lock, which is made where it is missing (0700). Waits for the run that holds it.
  [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& directory);

 private:
  explicit FileLock(Descriptor file) : file_(std::move(file)) {}

  Descriptor file_;
};

}  // namespace cloudx::home
