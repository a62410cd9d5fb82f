#include "os/access.hpp"

#include <optional>

#include "os/windows/open_file.hpp"

namespace cloudx::os {

namespace {

// Whether the system would let this program do that, by asking for it.
bool may(const std::filesystem::path& path, DWORD access) {
  return static_cast<bool>(
      open_file(path, access, OPEN_EXISTING, nullptr, FILE_FLAG_BACKUP_SEMANTICS));
}

std::optional<DWORD> volume(const std::filesystem::path& path, DWORD flags) {
  const Handle file =
      open_file(path, 0, OPEN_EXISTING, nullptr, FILE_FLAG_BACKUP_SEMANTICS | flags);
  BY_HANDLE_FILE_INFORMATION facts{};
  if (!file || ::GetFileInformationByHandle(file.get(), &facts) == 0) return std::nullopt;
  return facts.dwVolumeSerialNumber;
}

}  // namespace

Result<void> check_readable(const std::filesystem::path& file) {
  if (may(file, GENERIC_READ)) return {};
  const DWORD why = ::GetLastError();
  return fail(is_missing(why) ? Errc::not_found : Errc::io, error_text(why));
}

bool is_executable(const std::filesystem::path& file) {
  std::error_code error;
  return may(file, GENERIC_EXECUTE) && !std::filesystem::is_directory(file, error);
}

bool may_change_entries(const std::filesystem::path& folder) {
  return may(folder, FILE_ADD_FILE | FILE_LIST_DIRECTORY);
}

bool is_on_another_file_system(const std::filesystem::path& entry,
                               const std::filesystem::path& folder) {
  const auto from = volume(entry, FILE_FLAG_OPEN_REPARSE_POINT);
  const auto to = volume(folder, 0);
  return from && to && *from != *to;
}

}  // namespace cloudx::os
