#include "os/private_file.hpp"

#include <fmt/format.h>

#include "os/windows/access_list.hpp"
#include "os/windows/open_file.hpp"

namespace cloudx::os {

Result<Descriptor> open_private_file(const std::filesystem::path& path) {
  PrivateAccess access;
  if (access.attributes() != nullptr) {
    // One that is there keeps its list.
    Descriptor opened = to_descriptor(
        open_file(path, GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS, access.attributes()));
    if (opened.get() >= 0) return opened;
  }
  return fail(Errc::io,
              fmt::format("cannot open {}: {}", path.string(), error_text(::GetLastError())));
}

Result<void> make_private_file(const std::filesystem::path& path) {
  const Result<Descriptor> file = open_private_file(path);
  if (!file) return std::unexpected(file.error());
  return {};
}

}  // namespace cloudx::os
