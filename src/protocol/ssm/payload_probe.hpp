#pragma once
// Finds out whether messages larger than the official client's get through. The agent takes them;
// what the service in between takes is not documented.
//
// The question is put with a Size message padded with spaces: an agent acknowledges it and, in a
// Port session, does nothing with it. So when no acknowledge comes, the same number can be sent
// again as a short message, and it does not matter which of the two the agent received. A message
// with data could not be cut up again: nobody knows whether it arrived and only its acknowledge was
// lost.

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class PayloadProbe {
 public:
  static constexpr std::size_t kOfficial = 1024;  // bytes; what session-manager-plugin sends
  static constexpr std::int64_t kNone = -1;

  explicit PayloadProbe(std::size_t wanted)
      : wanted_(wanted), payload_size_(std::min(wanted, kOfficial)) {}

  // Bytes of the next data message at most.
  [[nodiscard]] std::size_t payload_size() const { return payload_size_; }
  [[nodiscard]] std::size_t wanted() const { return wanted_; }
  // The number of the message that asks, while it is neither acknowledged nor withdrawn.
  [[nodiscard]] std::int64_t outstanding() const { return outstanding_; }

  [[nodiscard]] bool due(TimePoint now) const {
    return payload_size_ < wanted_ && outstanding_ == kNone && attempts_ < kAttempts &&
           (attempts_ == 0 || now - withdrawn_ >= kPause);
  }
  void sent(std::int64_t number) {
    outstanding_ = number;
    ++attempts_;
  }
  void acknowledged(std::int64_t number) {
    if (number != outstanding_ || number == kNone) return;
    outstanding_ = kNone;
    payload_size_ = wanted_;
  }
  void withdrawn(TimePoint now) {
    outstanding_ = kNone;
    withdrawn_ = now;
  }

 private:
  // Asked again later: a single message may have been lost for other reasons.
  static constexpr int kAttempts = 3;
  static constexpr std::chrono::seconds kPause{10};

  std::size_t wanted_;
  std::size_t payload_size_;
  std::int64_t outstanding_ = kNone;
  int attempts_ = 0;
  TimePoint withdrawn_;
};

}  // namespace cloudx::ssm
