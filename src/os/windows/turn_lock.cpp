#include "os/turn_lock.hpp"

#include "os/access.hpp"
#include "os/windows/access_list.hpp"
#include "os/windows/open_file.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

// The file goes when its only handle is closed, however the process ends: nothing to do here.
TurnLock::~TurnLock() = default;

// Nobody else can open it: the file is the lock.
std::expected<TurnLock, TurnLock::Failure> TurnLock::try_take(fs::path path) {
  PrivateAccess access;
  if (access.attributes() == nullptr) return std::unexpected(Failure::impossible);
  Handle file(::CreateFileW(
      path.c_str(), GENERIC_READ | GENERIC_WRITE | DELETE, 0, access.attributes(), OPEN_ALWAYS,
      FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (file) return TurnLock(std::move(path), to_descriptor(std::move(file)));
  const DWORD why = ::GetLastError();
  // Access is also denied to a file that is being removed.
  const bool may_come = why == ERROR_SHARING_VIOLATION ||
                        (why == ERROR_ACCESS_DENIED && may_change_entries(path.parent_path()));
  return std::unexpected(may_come ? Failure::taken : Failure::impossible);
}

}  // namespace cloudx::os
