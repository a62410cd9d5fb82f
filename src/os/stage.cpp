#include "os/stage.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "os/descriptor.hpp"
#include "os/descriptor_output.hpp"
#include "os/disk_sync.hpp"
#include "os/staged_file.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

namespace {

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

}  // namespace

Result<StagedFile> StagedFile::write(const fs::path& path, std::string_view content,
                                     FileAccess access) {
  const fs::path target = without_links(path);
  const std::string name = std::string(kStagePrefix).append("XXXXXX");
  std::string temporary = (target.parent_path() / name).string();
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() < 0) return write_error(target, errno);
  StagedFile staged(target, std::move(temporary));
  const bool written = ::fchmod(file.get(), mode_of_new(access)) == 0 &&
                       take_over_attributes(file.get(), target, access) &&
                       write_all(file.get(), content) && sync_to_disk(file.get());
  if (!written) return write_error(target, errno);
  return staged;
}

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
  std::string path = (directory / std::string(kStagePrefix).append("XXXXXX")).string();
  if (::mkdtemp(path.data()) == nullptr) return write_error(directory, errno);
  StagedFolder made(std::move(path));
  // The umask may have taken the owner's own rights away.
  if (::chmod(made.path_.c_str(), 0700) != 0) return write_error(directory, errno);
  return made;
}

void sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() >= 0) sync_to_disk(opened.get());
}

}  // namespace cloudx::os
