#pragma once
// Token buckets by key: how often each may do something.

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace cloudx::relay {

class RateLimit {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // `burst` at once, and `rate` a second in the long run.
  RateLimit(double rate, double burst) : rate_(rate), burst_(burst) {}

  [[nodiscard]] bool take(std::string_view key, TimePoint now);
  // Until the next one is allowed.
  [[nodiscard]] std::chrono::seconds wait(std::string_view key, TimePoint now) const;

 private:
  struct Bucket {
    double tokens = 0;
    TimePoint at;
  };
  [[nodiscard]] double tokens_of(const Bucket& bucket, TimePoint now) const;
  void forget_full(TimePoint now);

  double rate_;
  double burst_;
  std::map<std::string, Bucket, std::less<>> buckets_;
  std::size_t sweep_at_ = 1024;  // how many keys it takes to look for full ones
};

}  // namespace cloudx::relay
