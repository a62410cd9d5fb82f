#pragma once
// One run of the program at a time changes files of the user, or has a file to itself.

#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "os/descriptor.hpp"

namespace cloudx::os {

// Held until it is destroyed or the process ends, however it ends.
class FileLock {
 public:
  // On DIRECTORY/lock; both are made, private, where they are missing. Waits for the run that holds
  // it.
  [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& directory);
  // On a file, which is made, private, where it is missing. Nothing when somebody holds it, in this
  // process or in another.
  [[nodiscard]] static Result<std::optional<FileLock>> try_take(const std::filesystem::path& file);

 private:
  explicit FileLock(os::Descriptor file) : file_(std::move(file)) {}

  os::Descriptor file_;
};

}  // namespace cloudx::os
