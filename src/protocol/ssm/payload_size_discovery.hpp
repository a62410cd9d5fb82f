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
#include <optional>

#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

// The payload of data messages, bytes.
struct PayloadChoice {
  static constexpr std::size_t kFirstStep = 8192;   // passes the service, as does the next, by the
  static constexpr std::size_t kUsual = 32U << 10;  // word of aws-ssm-bridge, which runs against it

  // At most. More than kOfficialPayload is tried out first.
  std::size_t largest = kOfficialPayload;
  // kFirstStep is tried before what is larger. Where messages are paced, the path could not show
  // with small ones that it is fast enough for the largest.
  bool in_steps = false;
};

class PayloadSizeDiscovery {
 public:
  static constexpr std::int64_t kNone = -1;

  explicit PayloadSizeDiscovery(PayloadChoice choice)
      : choice_(choice), payload_size_(std::min(choice.largest, kOfficialPayload)) {}

  // Before anything has been asked.
  void choose(PayloadChoice choice) { *this = PayloadSizeDiscovery(choice); }

  // Bytes of the next data message at most.
  [[nodiscard]] std::size_t payload_size() const { return payload_size_; }
  // The size to ask for next.
  [[nodiscard]] std::size_t wanted() const {
    constexpr std::size_t kStep = PayloadChoice::kFirstStep;
    const bool step = choice_.in_steps && payload_size_ < kStep && choice_.largest > kStep;
    return step ? kStep : choice_.largest;
  }
  // The number of the message that asks, while it is neither acknowledged nor withdrawn.
  [[nodiscard]] std::int64_t outstanding() const { return outstanding_; }

  [[nodiscard]] bool due(TimePoint now) const {
    return payload_size_ < wanted() && outstanding_ == kNone && attempts_ < kAttempts &&
           (attempts_ == 0 || now - withdrawn_ >= kPause);
  }
  void sent(std::int64_t number) {
    outstanding_ = number;
    ++attempts_;
  }
  void acknowledged(std::int64_t number) {
    if (number != outstanding_ || number == kNone) return;
    outstanding_ = kNone;
    payload_size_ = wanted();
    attempts_ = 0;
  }
  void withdrawn(TimePoint now) {
    outstanding_ = kNone;
    withdrawn_ = now;
  }
  // The websocket was lost while larger messages were on their way: perhaps because of them.
  void lost_with_larger() {
    choice_ = {};
    payload_size_ = kOfficialPayload;
  }

  // What is now known of the service: the largest size that got through, kOfficialPayload where
  // none did, nullopt where nothing was asked.
  [[nodiscard]] std::optional<std::size_t> learnt() const {
    if (payload_size_ > kOfficialPayload || attempts_ >= kAttempts) return payload_size_;
    return std::nullopt;
  }

 private:
  // Asked again later: a single message may have been lost for other reasons.
  static constexpr int kAttempts = 3;
  static constexpr std::chrono::seconds kPause{10};

  PayloadChoice choice_;
  std::size_t payload_size_;
  std::int64_t outstanding_ = kNone;
  int attempts_ = 0;
  TimePoint withdrawn_;
};

}  // namespace cloudx::ssm
