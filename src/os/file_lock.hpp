#pragma once
// One run of the program at a time changes files of the user.

#include <filesystem>

#include "base/error.hpp"
#include "os/descriptor.hpp"

namespace cloudx::os {

// Held until it is destroyed or the process ends, however it ends.
class FileLock {
 public:
  // On DIRECTORY/lock, which is made where it is missing (0700). Waits for the run that holds it.
  [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& directory);

 private:
  explicit FileLock(os::Descriptor file) : file_(std::move(file)) {}

  os::Descriptor file_;
};

}  // namespace cloudx::os
