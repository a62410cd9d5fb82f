#include "aws/api/credentials/shared_cache.hpp"

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

awaitable<std::optional<CacheTurn>> CacheTurn::take(std::filesystem::path cache_file,
                                                    async::Deadline deadline) {
  cache_file += ".lock";
  const async::Deadline limit = deadline.at_most(kLongestWait);
  while (true) {
    auto lock = os::TurnLock::try_take(cache_file);
    if (lock) co_return CacheTurn(std::move(*lock));
    if (lock.error() == os::TurnLock::Failure::impossible) co_return std::nullopt;
    if (const auto slept = co_await async::sleep_for(kBetweenTries, limit); !slept) {
      co_return std::nullopt;
    }
  }
}

}  // namespace cloudx::aws
