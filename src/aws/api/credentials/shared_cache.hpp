#pragma once
// The cache files below ~/.aws, which other programs read and write at the same time: the AWS CLI
// writes its own in place, so that a reader may meet an empty or a half one.

#include <filesystem>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "os/turn_lock.hpp"

namespace cloudx::aws {

// The JSON object in such a file. One that is empty or cut off is read again for a moment before it
// counts as broken (Errc::credentials). Errc::not_found where there is none.
[[nodiscard]] boost::asio::awaitable<Result<boost::json::object>> read_shared_cache(
    std::filesystem::path path, async::Deadline deadline);

// One process at a time renews what is in a cache file: the lock stands beside it, as "FILE.lock".
// It goes when this object is destroyed, or the process ends, however it ends.
class CacheTurn {
 public:
  CacheTurn(CacheTurn&&) noexcept = default;
  CacheTurn(const CacheTurn&) = delete;
  CacheTurn& operator=(const CacheTurn&) = delete;
  CacheTurn& operator=(CacheTurn&&) = delete;
  ~CacheTurn() = default;

  // Waits for those before. nullopt when that takes too long or there can be no lock here: then
  // everybody is on his own, as without one.
  [[nodiscard]] static boost::asio::awaitable<std::optional<CacheTurn>> take(
      std::filesystem::path cache_file, async::Deadline deadline);

 private:
  explicit CacheTurn(os::TurnLock lock) : lock_(std::move(lock)) {}

  os::TurnLock lock_;
};

}  // namespace cloudx::aws
