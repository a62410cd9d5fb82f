#pragma once
// What is known of the agent, and the rules that follow. Agents before 3.2.1041.0 (legacy) never
// acknowledge a duplicate: what such an agent has received, and whose acknowledge was lost, is
// delivered when it has left several repeats unanswered while it answered messages that were sent
// later. Where there are no later messages, tail probes (messages that say the terminal's size
// again) take their place. docs/data-channel.md tells which agent does what.

#include <cstddef>
#include <cstdint>

#include "protocol/ssm/loss_detection.hpp"
#include "protocol/ssm/sent_messages.hpp"

namespace cloudx::ssm {

class AgentRules {
 public:
  // When as many tail probes are not acknowledged, they become rare.
  static constexpr std::size_t kMaxTailProbes = 64;

  void set_legacy(bool legacy) { legacy_ = legacy; }
  [[nodiscard]] bool is_legacy() const { return legacy_; }
  // The agent has reached its target. Before that it leaves the first data unanswered, though it
  // stores and acknowledges what comes behind it.
  void target_is_ready() { target_ready_ = true; }
  [[nodiscard]] bool is_target_ready() const { return target_ready_; }
  // The session's first message with data, still outstanding.
  [[nodiscard]] bool is_first_data(const SentMessages& messages, std::int64_t number) const {
    return number == first_data_ && messages.is_outstanding(number);
  }

  void appended(std::int64_t number, PayloadType type);
  void acknowledged(std::int64_t number);
  void removed(PayloadType type) {
    if (type == PayloadType::size) --tail_probes_;
  }
  void restart() { highest_acknowledged_ = SentMessages::kNone; }

  // Counts one more time that the message is due again although later ones were answered. True: it
  // counts as delivered.
  [[nodiscard]] bool implies_delivery(std::int64_t number, SentMessage& message,
                                      const LossDetection& loss) const;
  // The oldest message was left unanswered, and nothing sent since that could prove its delivery is
  // acknowledged or under way: one more message is needed.
  [[nodiscard]] bool lacks_tail_probe(const SentMessages& messages, const LossDetection& loss,
                                      TimePoint now) const;
  [[nodiscard]] bool has_many_probes_in_pause() const;

 private:
  bool legacy_ = false;
  bool target_ready_ = false;
  std::int64_t first_data_ = SentMessages::kNone;
  std::int64_t highest_acknowledged_ = SentMessages::kNone;  // since the last restart
  std::size_t tail_probes_ = 0;                              // that are not acknowledged
};

}  // namespace cloudx::ssm
