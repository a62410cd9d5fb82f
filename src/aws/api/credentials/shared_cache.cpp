#include "aws/api/credentials/shared_cache.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <utility>

#include "async/sleep.hpp"
#include "aws/core/response.hpp"
#include "aws/core/text.hpp"
#include "base/secret.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

// Far longer than a writer needs between emptying a file and filling it.
constexpr int kReadings = 6;
constexpr auto kBetweenReadings = 100ms;
// A refresh takes a fraction of a second; whoever holds a lock for longer than this hangs.
constexpr auto kLongestWait = 15s;
constexpr auto kBetweenTries = 20ms;

Result<boost::json::object> read_once(const std::filesystem::path& path) {
  auto text = os::read_file(path);
  if (!text) return std::unexpected(text.error());
  const bool empty = trim(*text).empty();
  auto object = parse_json_object(*text);
  wipe(*text);
  if (object && !empty) return object;
  return fail(path.string(), fail(Errc::credentials, empty ? "it is empty" : "not JSON").error());
}

enum class Try { locked, taken, impossible };

Try try_lock(const os::Descriptor& file, const std::filesystem::path& path) {
  if (file.get() < 0) return Try::impossible;
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK || errno == EINTR ? Try::taken : Try::impossible;
  }
  // The one before may have removed the file between our open and our lock.
  struct stat ours{};
  struct stat there{};
  const bool same = ::fstat(file.get(), &ours) == 0 && ::stat(path.c_str(), &there) == 0 &&
                    ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
  return same ? Try::locked : Try::taken;
}

}  // namespace

awaitable<Result<boost::json::object>> read_shared_cache(std::filesystem::path path,
                                                         async::Deadline deadline) {
  auto object = read_once(path);
  for (int readings = 1; readings < kReadings; ++readings) {
    if (object || object.error().kind != Errc::credentials) break;
    if (const auto slept = co_await async::sleep_for(kBetweenReadings, deadline); !slept) break;
    object = read_once(path);
  }
  co_return object;
}

CacheTurn::~CacheTurn() {
  // While the lock is held, so that nobody has it who opened the file before.
  if (file_.get() >= 0) ::unlink(path_.c_str());
}

awaitable<std::optional<CacheTurn>> CacheTurn::take(std::filesystem::path cache_file,
                                                    async::Deadline deadline) {
  cache_file += ".lock";
  const async::Deadline limit = deadline.at_most(kLongestWait);
  while (true) {
    os::Descriptor file(
        ::open(cache_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    const Try tried = try_lock(file, cache_file);
    if (tried == Try::locked) co_return CacheTurn(std::move(cache_file), std::move(file));
    if (tried == Try::impossible) co_return std::nullopt;
    if (const auto slept = co_await async::sleep_for(kBetweenTries, limit); !slept) {
      co_return std::nullopt;
    }
  }
}

}  // namespace cloudx::aws
