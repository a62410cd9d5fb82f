#include "features/relay/reconcile/confirmation.hpp"

#include <algorithm>
#include <utility>

#include "features/relay/reconcile/end_of_vm.hpp"

namespace cloudx::relay {

namespace {

using namespace std::chrono_literals;

// A VM that shuts down stops to answer some seconds before EC2 says that it ends.
constexpr auto kLookLimit = 20s;
constexpr std::chrono::milliseconds kCallLimit = 5s;
constexpr std::chrono::milliseconds kAnswerLimit = 2s;
constexpr auto kInterval = 700ms;

}  // namespace

std::chrono::milliseconds Confirmation::left(Moment now) const {
  return std::chrono::floor<std::chrono::milliseconds>(*end_ - now.steady);
}

Action Confirmation::proceed(Observation seen, Moment now) {
  if (!end_) end_ = now.steady + kLookLimit;
  if (is_over_) return Done{};
  if (std::holds_alternative<std::monostate>(seen)) return ReadRecord{id_};
  if (const auto* const vms = std::get_if<VmsSeen>(&seen)) return see_vms(*vms, now);
  if (const auto* const probe = std::get_if<ProbeSeen>(&seen)) {
    return see_answer(probe->answers, now);
  }
  auto& read = std::get<RecordSeen>(seen).record;
  if (!read || read->phase != RelayPhase::running) return Done{};
  record_ = std::move(*read);
  asked_ = now.wall;
  return Ec2Request{DescribeVms{id_}, std::min(kCallLimit, left(now))};
}

Action Confirmation::see_vms(const VmsSeen& seen, Moment now) {
  if (!seen.vms) return Done{};
  if (has_ended(record_, find_by_id(*seen.vms, record_.instance_id), asked_)) {
    is_over_ = true;
    return telling(write_end(record_), record_.instance_id + " has ended");
  }
  const bool is_late = left(now) <= std::chrono::milliseconds::zero();
  if (is_late || node_.hidden_.contains(record_.instance_id)) return Done{};
  return Ec2Request{Probe{record_.address}, std::min(kAnswerLimit, left(now))};
}

Action Confirmation::see_answer(bool answers, Moment now) {
  if (answers) return Done{};
  if (left(now) > kInterval) return Pause{kInterval};
  node_.hidden_.insert(record_.instance_id);
  return Done{};
}

}  // namespace cloudx::relay
