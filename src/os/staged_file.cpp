#include "os/staged_file.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "os/descriptor.hpp"
#include "os/descriptor_output.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kTemporary = ".cloudx-new-";
constexpr std::chrono::hours kStale{1};  // no run takes that long between writing and renaming

std::unexpected<Error> write_error(const fs::path& path, int errno_value) {
  const Errc kind = errno_value == ENOENT ? Errc::not_found : Errc::io;
  return fail(kind, fmt::format("cannot write {}: {}", path.string(), system_message(errno_value)));
}

mode_t mode_of_new(FileAccess access) {
  return access == FileAccess::readable_if_new ? 0644 : 0600;
}

mode_t mode_of_next(const struct stat& existing, FileAccess access) {
  constexpr mode_t kForOwner = 0600;
  constexpr mode_t kAll = 07777;
  return existing.st_mode & (access == FileAccess::always_private ? kForOwner : kAll);
}

bool take_over_attributes(int fd, const fs::path& from, FileAccess access) {
  struct stat existing{};
  if (::stat(from.c_str(), &existing) != 0) return errno == ENOENT;
  if (::fchmod(fd, mode_of_next(existing, access)) != 0) return false;
  // Only root can give a file away; for anybody else the owner is the same already.
  return ::fchown(fd, existing.st_uid, existing.st_gid) == 0 || errno == EPERM;
}

fs::path without_links(const fs::path& path) {
  std::error_code error;
  fs::path target = fs::canonical(path, error);
  if (!target.empty()) return target;
  // A link to a file that is yet to come.
  const fs::path link = fs::read_symlink(path, error);
  return link.empty() ? path : path.parent_path() / link;
}

}  // namespace

Result<StagedFile> StagedFile::write(const fs::path& path, std::string_view content,
                                     FileAccess access) {
  const fs::path target = without_links(path);
  const std::string name = std::string(kTemporary).append("XXXXXX");
  std::string temporary = (target.parent_path() / name).string();
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() < 0) return write_error(target, errno);
  StagedFile staged(target, std::move(temporary));
  const bool written = ::fchmod(file.get(), mode_of_new(access)) == 0 &&
                       take_over_attributes(file.get(), target, access) &&
                       write_all(file.get(), content) && ::fsync(file.get()) == 0;
  if (!written) return write_error(target, errno);
  return staged;
}

StagedFile::StagedFile(fs::path target, std::string temporary)
    : target_(std::move(target)), temporary_(std::move(temporary)) {}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})) {}

StagedFile::~StagedFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> StagedFile::commit() {
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) return write_error(target_, errno);
  temporary_.clear();
  return {};
}

Result<void> StagedFile::commit_new() {
  // Unlike rename(2), link(2) replaces nothing.
  if (::link(temporary_.c_str(), target_.c_str()) == 0) return {};  // the destructor unlinks
  if (errno != EEXIST) return write_error(target_, errno);
  return fail(Errc::usage, fmt::format("{} is there already; it stays as it is", target_.string()));
}

Result<StagedFolder> StagedFolder::make(const fs::path& directory) {
  std::string path = (directory / std::string(kTemporary).append("XXXXXX")).string();
  if (::mkdtemp(path.data()) == nullptr) return write_error(directory, errno);
  StagedFolder made(std::move(path));
  // The umask may have taken the owner's own rights away.
  if (::chmod(made.path_.c_str(), 0700) != 0) return write_error(directory, errno);
  return made;
}

StagedFolder::StagedFolder(fs::path path) : path_(std::move(path)) {}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

void sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() >= 0) ::fsync(opened.get());
}

void remove_stale_stages(const fs::path& path) {
  const auto old = fs::file_time_type::clock::now() - kStale;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(without_links(path).parent_path(), error)) {
    const bool stage = entry.path().filename().string().starts_with(kTemporary);
    if (stage && fs::last_write_time(entry.path(), error) < old)
      fs::remove_all(entry.path(), error);
  }
}

}  // namespace cloudx::os
