#include "os/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "os/descriptor.hpp"
#include "os/staged_file.hpp"

namespace cloudx::os {

namespace {

std::unexpected<Error> read_error(const std::filesystem::path& path, int errno_value) {
  const Errc kind = errno_value == ENOENT ? Errc::not_found : Errc::io;
  return fail(kind, fmt::format("cannot read {}: {}", path.string(), system_message(errno_value)));
}

std::unexpected<Error> mkdir_error(const std::filesystem::path& path, int errno_value) {
  return fail(Errc::io,
              fmt::format("cannot create {}: {}", path.string(), system_message(errno_value)));
}

// mkdir(2) takes away what the umask has, which may be the owner's own rights.
bool mkdir_private(const std::filesystem::path& path) {
  return ::mkdir(path.c_str(), 0700) == 0 && ::chmod(path.c_str(), 0700) == 0;
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

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content,
                                   FileAccess access) {
  Result<StagedFile> staged = StagedFile::write(path, content, access);
  if (!staged) return std::unexpected(staged.error());
  return staged->commit();
}

Result<void> write_new_file(const std::filesystem::path& path, std::string_view content) {
  Result<StagedFile> staged = StagedFile::write(path, content, FileAccess::always_private);
  if (!staged) return std::unexpected(staged.error());
  return staged->commit_new();
}

Result<void> make_private_folder(const std::filesystem::path& path) {
  if (path.empty() || mkdir_private(path) || errno == EEXIST) return {};
  if (errno != ENOENT) return mkdir_error(path, errno);
  if (auto above = make_private_folder(path.parent_path()); !above) return above;
  if (mkdir_private(path) || errno == EEXIST) return {};
  return mkdir_error(path, errno);
}

std::filesystem::path expand_tilde(std::string_view path, std::string_view home) {
  if (path == "~") return home;
  if (path.starts_with("~/")) return std::filesystem::path(home) / path.substr(2);
  return path;
}

}  // namespace cloudx::os
