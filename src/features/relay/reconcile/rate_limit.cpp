#include "features/relay/reconcile/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace cloudx::relay {

double RateLimit::tokens_of(const Bucket& bucket, TimePoint now) const {
  const double seconds = std::chrono::duration<double>(now - bucket.at).count();
  return std::min(burst_, bucket.tokens + seconds * rate_);
}

// A full bucket is the same as none.
void RateLimit::forget_full(TimePoint now) {
  std::erase_if(buckets_,
                [&](const auto& entry) { return tokens_of(entry.second, now) >= burst_; });
  sweep_at_ = std::max<std::size_t>(1024, buckets_.size() * 2);
}

bool RateLimit::take(std::string_view key, TimePoint now) {
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (buckets_.size() >= sweep_at_) forget_full(now);
    found = buckets_.emplace(std::string(key), Bucket{burst_, now}).first;
  }
  Bucket& bucket = found->second;
  bucket.tokens = tokens_of(bucket, now);
  bucket.at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

std::chrono::seconds RateLimit::wait(std::string_view key, TimePoint now) const {
  const auto found = buckets_.find(key);
  const double tokens = found == buckets_.end() ? burst_ : tokens_of(found->second, now);
  if (tokens >= 1) return std::chrono::seconds(0);
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil((1 - tokens) / rate_)));
}

}  // namespace cloudx::relay
