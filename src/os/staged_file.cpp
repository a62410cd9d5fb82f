#include "os/staged_file.hpp"

#include <chrono>
#include <utility>

#include "os/stage.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::hours kStale{1};  // no run takes that long between writing and renaming

}  // namespace

fs::path without_links(const fs::path& path) {
  std::error_code error;
  fs::path target = fs::canonical(path, error);
  if (!target.empty()) return target;
  // A link to a file that is yet to come.
  const fs::path link = fs::read_symlink(path, error);
  return link.empty() ? path : path.parent_path() / link;
}

StagedFile::StagedFile(fs::path target, std::string temporary)
    : target_(std::move(target)), temporary_(std::move(temporary)) {}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})) {}

StagedFolder::StagedFolder(fs::path path) : path_(std::move(path)) {}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

void remove_stale_stages(const fs::path& path) {
  const auto old = fs::file_time_type::clock::now() - kStale;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(without_links(path).parent_path(), error)) {
    const bool stage = entry.path().filename().string().starts_with(kStagePrefix);
    if (stage && fs::last_write_time(entry.path(), error) < old)
      fs::remove_all(entry.path(), error);
  }
}

}  // namespace cloudx::os
