#include <fmt/format.h>

#include "os/file.hpp"
#include "os/windows/open_file.hpp"

namespace cloudx::os {

namespace {

std::unexpected<Error> read_error(const std::filesystem::path& path, DWORD number) {
  return fail(is_missing(number) ? Errc::not_found : Errc::io,
              fmt::format("cannot read {}: {}", path.string(), error_text(number)));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Handle file = open_file(path, GENERIC_READ, OPEN_EXISTING);
  if (!file) return read_error(path, ::GetLastError());
  std::string content;
  char chunk[16384];
  while (true) {
    DWORD got = 0;
    if (::ReadFile(file.get(), chunk, sizeof chunk, &got, nullptr) == 0) {
      const DWORD why = ::GetLastError();
      if (why == ERROR_BROKEN_PIPE) return content;
      return read_error(path, why);
    }
    if (got == 0) return content;
    content.append(chunk, got);
    if (content.size() > limit) {
      return fail(Errc::io, fmt::format("{} is larger than {} bytes", path.string(), limit));
    }
  }
}

}  // namespace cloudx::os
