#include "session/instance_start.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "aws/core/retry.hpp"
#include "base/timestamp.hpp"
#include "session/explain.hpp"

namespace cloudx::session {

namespace {

using namespace std::chrono_literals;

constexpr auto kLongestInterval = 2000ms;
// EC2 may show "stopped" for a moment after StartInstances has succeeded.
constexpr auto kStateLag = 20s;
constexpr int kSessionsBetweenLooks = 5;

Error plain(Errc kind, std::string message) {
  return fail(kind, std::move(message)).error();
}

bool is_on_its_way(aws::InstanceState state) {
  using enum aws::InstanceState;
  return state == stopped || state == stopping || state == pending;
}

}  // namespace

InstanceStart::Step InstanceStart::begin() {
  if (plan_.target.kind == instances::NodeKind::hybrid) {
    stage_ = Stage::hybrid_checking;
    return LookAtAgent{};
  }
  stage_ = Stage::running;
  return LookAtInstance{};
}

InstanceStart::Step InstanceStart::begin_unless_running(Error why) {
  unclear_ = std::move(why);
  if (plan_.target.kind == instances::NodeKind::hybrid) return fail_session(*unclear_);
  stage_ = Stage::checking;
  return LookAtInstance{.brief = true};
}

InstanceStart::Step InstanceStart::instance_seen(const Result<std::vector<aws::Instance>>& answer,
                                                 TimePoint now) {
  const bool known = answer && !answer->empty();
  if (stage_ == Stage::checking) {
    if (!known || !is_on_its_way(answer->front().state)) return fail_session(*unclear_);
    stage_ = Stage::running;
  }
  if (!answer && passes(answer.error())) return wait();
  if (!answer) return Fail{explain_look_failure(plan_, answer.error())};
  trouble_.clear();
  if (!known) {
    Error missing = plain(Errc::not_found, "EC2 does not know it");
    missing.service_code = "InvalidInstanceID.NotFound";
    return Fail{explain_look_failure(plan_, missing)};
  }
  const aws::Instance& instance = answer->front();
  switch (instance.state) {
    case aws::InstanceState::running:
      return running();
    case aws::InstanceState::shutting_down:
    case aws::InstanceState::terminated:
      return Fail{plain(Errc::not_found, fmt::format("{} is {}: it cannot be started again",
                                                     plan_.describe(), instance.state_name))};
    case aws::InstanceState::stopped:
      return stopped(instance, now);
    case aws::InstanceState::pending:
    case aws::InstanceState::stopping:
      state_ = instance.state_name;
      return wait();
  }
  return wait();
}

InstanceStart::Step InstanceStart::running() {
  state_ = "running, its SSM agent is not connected yet";
  stage_ = Stage::connecting;
  if (connecting_) return wait();
  connecting_ = true;
  interval_ = kFirstInterval;
  return StartSession{};
}

InstanceStart::Step InstanceStart::stopped(const aws::Instance& instance, TimePoint now) {
  if (!started_at_) {
    state_ = "stopped, starting it";
    return StartInstance{};
  }
  if (now - *started_at_ <= kStateLag) return wait();
  return Fail{
      plain(Errc::service, fmt::format("{} was started and stopped again: {} {}", plan_.describe(),
                                       instance.state_reason_code, instance.state_reason_message))};
}

InstanceStart::Step InstanceStart::instance_started(const Result<void>& answer, TimePoint now) {
  // Somebody else stopped it again in between: look at it once more.
  const bool raced = !answer && answer.error().service_code == "IncorrectInstanceState";
  if (!answer && !raced && !passes(answer.error())) {
    return Fail{explain_start_failure(plan_, answer.error())};
  }
  if (answer) started_at_ = now;
  return wait();
}

InstanceStart::Step InstanceStart::session_refused(const Error& why, TimePoint now) {
  if (now >= deadline_) return Fail{cut_off(why)};
  const bool not_connected = why.service_code == "TargetNotConnected";
  if (not_connected) trouble_.clear();
  if (!not_connected && !passes(why)) return fail_session(why);
  ++sessions_;
  return LookAtAgent{};
}

// Only for the words on the screen: a missing permission does not matter.
InstanceStart::Step InstanceStart::agent_seen(
    const Result<std::vector<aws::InstanceInformation>>& answer) {
  if (stage_ == Stage::hybrid_checking) return hybrid_seen(answer);
  const bool hybrid = plan_.target.kind == instances::NodeKind::hybrid;
  if (answer) {
    std::string agent = answer->empty() ? "not registered yet" : answer->front().ping_status;
    if (agent == "Online") agent = "online and about to take sessions";
    state_ =
        fmt::format("{}, its SSM agent is {}", hybrid ? "not connected yet" : "running", agent);
  }
  if (hybrid || sessions_ % kSessionsBetweenLooks != 0) return wait();
  stage_ = Stage::running;
  return LookAtInstance{};
}

// While its machine or its agent starts again a node stays Online for minutes and takes no session.
// It may be so, too, where nobody may look.
InstanceStart::Step InstanceStart::hybrid_seen(
    const Result<std::vector<aws::InstanceInformation>>& answer) {
  if (!answer || (!answer->empty() && answer->front().ping_status == "Online")) {
    state_ = "not connected to Session Manager yet";
    stage_ = Stage::connecting;
    return StartSession{};
  }
  std::string why =
      "no hybrid node with this id is registered\n  check the id, --region and --profile";
  if (!answer->empty()) {
    const auto& node = answer->front();
    why = fmt::format(
        "the agent of the hybrid node is {}{}\n  start the machine, or amazon-ssm-agent on it",
        node.ping_status, node.last_ping ? ", last heard of " + iso8601(*node.last_ping) : "");
  }
  return fail_session(plain(Errc::service, why));
}

InstanceStart::Step InstanceStart::wait() {
  const Wait step{interval_};
  interval_ = std::min<std::chrono::milliseconds>(interval_ * 2, kLongestInterval);
  return step;
}

InstanceStart::Step InstanceStart::waited() {
  if (stage_ == Stage::connecting) return StartSession{};
  return LookAtInstance{};
}

// An answer that is no reason to end the waiting.
bool InstanceStart::passes(const Error& error) {
  if (!aws::is_transient(error)) return false;
  trouble_ = error.message;
  return true;
}

InstanceStart::Step InstanceStart::fail_session(const Error& error) const {
  return Fail{explain_session_failure(plan_, error)};
}

std::string InstanceStart::describe() const {
  if (state_.empty()) return fmt::format("the state of {} is not known yet", plan_.target.id);
  return fmt::format("{} is {}", plan_.target.id, state_);
}

Error InstanceStart::cut_off(const Error& why) const {
  if (why.kind == Errc::interrupted) return why;
  std::string state = state_.empty() ? "not known" : state_;
  if (!trouble_.empty()) state += fmt::format(" ({})", trouble_);
  return explain_timeout(plan_, state);
}

}  // namespace cloudx::session
