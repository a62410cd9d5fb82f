#pragma once
// When and how long a lost connection is worth restoring. Pure.

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

// Delays of up to 0.05 s, because an agent that is not told goes on sending what is lost meanwhile,
// then 0.1 s, 0.2 s, 0.4 s ... up to 15 s, each times a random factor of 1 to 2, so that many
// clients that lost the service together do not come back together.
class ResumePolicy {
 public:
  using Duration = std::chrono::steady_clock::duration;

  // `random` gives numbers in [0, 1).
  explicit ResumePolicy(std::function<double()> random) : random_(std::move(random)) {}

  // The delay before the next attempt, or nullopt when `limit` has passed since the first failure.
  [[nodiscard]] std::optional<Duration> next(TimePoint now, Duration limit);
  // The connection works again: a message has come over it.
  void alive();

 private:
  std::function<double()> random_;
  std::optional<TimePoint> since_;
  int attempts_ = 0;
};

// Whether the same may succeed later: network, server and throttling errors, expired credentials.
[[nodiscard]] bool may_pass(const Error& error);

// The same for the very first connection, where a wrong set-up (untrusted certificate, proxy,
// unknown host, missing permission) must show at once.
[[nodiscard]] bool may_pass_at_first(const Error& error);

// A stream URL that carries its own signature. It can not be opened again once it has expired, and
// ResumeSession gives no other one.
[[nodiscard]] bool is_presigned(std::string_view stream_url);

}  // namespace cloudx::ssm
