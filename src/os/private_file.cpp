#include "os/private_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

namespace cloudx::os {

Result<Descriptor> open_private_file(const std::filesystem::path& path) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_CLOEXEC;
  Descriptor made(::open(path.c_str(), kFlags | O_EXCL, 0600));
  if (made.get() >= 0) {
    // open(2) takes away what the umask has, which may be the owner's own rights.
    if (::fchmod(made.get(), 0600) == 0) return made;
  } else if (errno == EEXIST) {
    Descriptor present(::open(path.c_str(), kFlags, 0600));
    if (present.get() >= 0) return present;
  }
  return fail(Errc::io, fmt::format("cannot open {}: {}", path.string(), system_message(errno)));
}

Result<void> make_private_file(const std::filesystem::path& path) {
  const Result<Descriptor> file = open_private_file(path);
  if (!file) return std::unexpected(file.error());
  return {};
}

}  // namespace cloudx::os
