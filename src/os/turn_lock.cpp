#include "os/turn_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "os/descriptor_identity.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

namespace {

bool is_at(const Descriptor& file, const fs::path& path) {
  const auto ours = identity_of(file.get());
  return ours && ours == FileIdentity::of(path);
}

}  // namespace

TurnLock::~TurnLock() {
  // While the lock is held, so that nobody has it who opened the file before.
  if (file_.get() >= 0) ::unlink(path_.c_str());
}

std::expected<TurnLock, TurnLock::Failure> TurnLock::try_take(fs::path path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) return std::unexpected(Failure::impossible);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    const bool may_come = errno == EWOULDBLOCK || errno == EINTR;
    return std::unexpected(may_come ? Failure::taken : Failure::impossible);
  }
  // The one before may have removed the file between our open and our lock.
  if (!is_at(file, path)) return std::unexpected(Failure::taken);
  return TurnLock(std::move(path), std::move(file));
}

}  // namespace cloudx::os
