#include "os/stage.hpp"

#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "os/staged_file.hpp"
#include "os/windows/access_list.hpp"
#include "os/windows/open_file.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

namespace {

std::unexpected<Error> write_error(const fs::path& path, DWORD number) {
  return fail(is_missing(number) ? Errc::not_found : Errc::io,
              fmt::format("cannot write {}: {}", path.string(), error_text(number)));
}

// What scans or indexes files has a new one open for a moment, which keeps others from moving it.
bool is_in_use(DWORD number) {
  return number == ERROR_SHARING_VIOLATION || number == ERROR_ACCESS_DENIED ||
         number == ERROR_LOCK_VIOLATION;
}

// GetLastError() says why not.
bool move(const fs::path& from, const fs::path& to, DWORD flags) {
  constexpr int kAttempts = 20;
  for (int i = 1;; ++i) {
    if (::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_WRITE_THROUGH | flags) != 0) return true;
    const DWORD why = ::GetLastError();
    if (!is_in_use(why) || i == kAttempts) {
      ::SetLastError(why);
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
}

std::string temporary_name() {
  std::random_device random;
  return fmt::format("{}{:08x}", kStagePrefix, random());
}

bool take_over_access(const fs::path& from, HANDLE file, FileAccess access) {
  return access == FileAccess::always_private || copy_access_list(from, file);
}

// A file that the user has made read-only is to stay so, and is not replaced.
bool is_read_only(const fs::path& path) {
  const DWORD attributes = ::GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_READONLY) != 0;
}

}  // namespace

Result<StagedFile> StagedFile::write(const fs::path& path, std::string_view content,
                                     FileAccess access) {
  const fs::path target = without_links(path);
  if (is_read_only(target)) return write_error(target, ERROR_ACCESS_DENIED);
  PrivateAccess for_user;
  if (for_user.attributes() == nullptr) return write_error(target, ::GetLastError());
  const bool everybody = access == FileAccess::readable_if_new;
  fs::path temporary = target.parent_path() / temporary_name();
  const Handle file = open_file(temporary, GENERIC_WRITE | READ_CONTROL | WRITE_DAC, CREATE_NEW,
                                everybody ? nullptr : for_user.attributes());
  if (!file) return write_error(target, ::GetLastError());
  StagedFile staged(target, temporary.string());
  const bool written = take_over_access(target, file.get(), access) &&
                       write_to(file.get(), content) && ::FlushFileBuffers(file.get()) != 0;
  if (!written) return write_error(target, ::GetLastError());
  return staged;
}

StagedFile::~StagedFile() {
  if (!temporary_.empty()) ::DeleteFileW(fs::path(temporary_).c_str());
}

Result<void> StagedFile::commit() {
  if (!move(temporary_, target_, MOVEFILE_REPLACE_EXISTING)) {
    return write_error(target_, ::GetLastError());
  }
  temporary_.clear();
  return {};
}

Result<void> StagedFile::commit_new() {
  if (move(temporary_, target_, 0)) {
    temporary_.clear();
    return {};
  }
  const DWORD why = ::GetLastError();
  if (why != ERROR_ALREADY_EXISTS && why != ERROR_FILE_EXISTS) return write_error(target_, why);
  return fail(Errc::usage, fmt::format("{} is there already; it stays as it is", target_.string()));
}

Result<StagedFolder> StagedFolder::make(const fs::path& directory) {
  fs::path path = directory / temporary_name();
  PrivateAccess access;
  if (access.attributes() == nullptr ||
      ::CreateDirectoryW(path.c_str(), access.attributes()) == 0) {
    return write_error(directory, ::GetLastError());
  }
  return StagedFolder(std::move(path));
}

// MOVEFILE_WRITE_THROUGH has done it.
void sync_folder(const fs::path&) {}

}  // namespace cloudx::os
