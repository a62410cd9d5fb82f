#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "os/descriptor.hpp"
#include "os/file.hpp"

namespace cloudx::os {

namespace {

std::unexpected<Error> read_error(const std::filesystem::path& path, int errno_value) {
  const Errc kind = errno_value == ENOENT ? Errc::not_found : Errc::io;
  return fail(kind, fmt::format("cannot read {}: {}", path.string(), system_message(errno_value)));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return read_error(path, errno);
  std::string content;
  char chunk[16384];
  while (true) {
    const ssize_t got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return read_error(path, errno);
    if (got == 0) return content;
    content.append(chunk, static_cast<std::size_t>(got));
    if (content.size() > limit) {
      return fail(Errc::io, fmt::format("{} is larger than {} bytes", path.string(), limit));
    }
  }
}

}  // namespace cloudx::os
