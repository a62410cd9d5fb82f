#include "base/file.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace cloudx {

namespace {

// An open file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

std::unexpected<Error> file_error(std::string_view doing, const std::filesystem::path& path,
                                  int errno_value) {
  const Errc kind = errno_value == ENOENT ? Errc::not_found : Errc::io;
  return fail(kind,
              fmt::format("cannot {} {}: {}", doing, path.string(), system_message(errno_value)));
}

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool take_over_attributes(int fd, const std::filesystem::path& from, mode_t keep) {
  struct stat existing{};
  if (::stat(from.c_str(), &existing) != 0) return errno == ENOENT;
  if (::fchmod(fd, existing.st_mode & keep) != 0) return false;
  // Only root can give a file away; for anybody else the owner is the same already.
  return ::fchown(fd, existing.st_uid, existing.st_gid) == 0 || errno == EPERM;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return file_error("read", path, errno);
  std::string content;
  char chunk[16384];
  while (true) {
    const ssize_t got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error("read", path, errno);
    if (got == 0) return content;
    content.append(chunk, static_cast<std::size_t>(got));
    if (content.size() > limit) {
      return fail(Errc::io, fmt::format("{} is larger than {} bytes", path.string(), limit));
    }
  }
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content,
                                   mode_t mode, mode_t keep) {
  std::error_code none;
  std::filesystem::path target = std::filesystem::canonical(path, none);
  if (target.empty()) target = path;
  std::string temporary = (target.parent_path() / ".cloudx-XXXXXX").string();
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() < 0) return file_error("write", target, errno);
  const bool written = ::fchmod(file.get(), mode) == 0 &&
                       take_over_attributes(file.get(), target, keep) &&
                       write_all(file.get(), content) && ::fsync(file.get()) == 0 &&
                       ::rename(temporary.c_str(), target.c_str()) == 0;
  if (!written) {
    const int why = errno;
    ::unlink(temporary.c_str());
    return file_error("write", target, why);
  }
  return {};
}

Result<void> make_private_folder(const std::filesystem::path& path) {
  if (path.empty() || ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  if (errno != ENOENT) return file_error("create", path, errno);
  if (auto above = make_private_folder(path.parent_path()); !above) return above;
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return file_error("create", path, errno);
}

std::filesystem::path expand_tilde(std::string_view path, std::string_view home) {
  if (path == "~") return home;
  if (path.starts_with("~/")) return std::filesystem::path(home) / path.substr(2);
  return path;
}

}  // namespace cloudx
