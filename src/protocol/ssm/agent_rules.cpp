#include "protocol/ssm/agent_rules.hpp"

#include <algorithm>

namespace cloudx::ssm {
namespace {

constexpr std::uint32_t kImpliedAcknowledges = 4;
constexpr std::size_t kTailProbesInPause = 8;
constexpr std::chrono::minutes kManyTailProbesInterval{1};

}  // namespace

void AgentRules::appended(std::int64_t number, PayloadType type) {
  const bool first = first_data_ == SentMessages::kNone && type == PayloadType::output;
  if (first) first_data_ = number;
  if (type == PayloadType::size) ++tail_probes_;
}

void AgentRules::acknowledged(std::int64_t number) {
  highest_acknowledged_ = std::max(highest_acknowledged_, number);
  target_ready_ = target_ready_ || number == first_data_;
}

bool AgentRules::implies_delivery(std::int64_t number, SentMessage& message,
                                  const LossDetection& loss) const {
  if (!legacy_ || !target_ready_) return false;
  if (message.type != PayloadType::output && message.type != PayloadType::size) return false;
  if (loss.is_lost(message) && highest_acknowledged_ > number) ++message.implied_acknowledges;
  return message.implied_acknowledges >= kImpliedAcknowledges;
}

bool AgentRules::has_many_probes_in_pause() const {
  return tail_probes_ >= kTailProbesInPause;
}

bool AgentRules::lacks_tail_probe(const SentMessages& messages, const LossDetection& loss,
                                  TimePoint now) const {
  if (!legacy_ || !target_ready_ || !messages.any_written()) return false;
  const std::int64_t newest_number = messages.cursor() - 1;
  const SentMessage& oldest = messages[messages.oldest()];
  const SentMessage& newest = messages[newest_number];
  const TimePoint patience = tail_probes_ < kMaxTailProbes
                                 ? loss.due(newest, is_first_data(messages, newest_number))
                                 : newest.sent_at + kManyTailProbesInterval;
  const bool under_way = !newest.acknowledged && !newest.sent_before_restart && patience > now;
  return oldest.retransmits > 0 && !loss.is_lost(oldest) && !under_way &&
         loss.due(oldest, is_first_data(messages, messages.oldest())) <= now;
}

}  // namespace cloudx::ssm
