#include <fmt/format.h>

#include "os/file.hpp"
#include "os/windows/access_list.hpp"
#include "os/windows/handle.hpp"

namespace cloudx::os {

namespace {

bool is_folder(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

}  // namespace

Result<void> make_private_folder(const std::filesystem::path& path) {
  if (path.empty() || is_folder(path)) return {};
  if (auto above = path.parent_path(); above != path) {
    if (auto made = make_private_folder(above); !made) return made;
  }
  PrivateAccess access;
  if (access.attributes() != nullptr &&
      ::CreateDirectoryW(path.c_str(), access.attributes()) != 0) {
    return {};
  }
  const DWORD why = ::GetLastError();
  if (is_folder(path)) return {};
  return fail(Errc::io, fmt::format("cannot create {}: {}", path.string(), error_text(why)));
}

}  // namespace cloudx::os
