#include "instances/power.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "aws/core/error_class.hpp"
#include "aws/core/retry.hpp"
#include "instances/node_id.hpp"

namespace cloudx::instances {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

constexpr auto kFirstInterval = 500ms;  // then doubled up to the longest
constexpr auto kLongestInterval = 4000ms;

std::string_view name_of(aws::InstanceState state) {
  switch (state) {
    case aws::InstanceState::pending:
      return "pending";
    case aws::InstanceState::running:
      return "running";
    case aws::InstanceState::shutting_down:
      return "shutting-down";
    case aws::InstanceState::terminated:
      return "terminated";
    case aws::InstanceState::stopping:
      return "stopping";
    case aws::InstanceState::stopped:
      return "stopped";
  }
  return "in an unknown state";
}

Result<void> check_kind(const std::string& id, std::string_view verb) {
  if (!is_hybrid(id)) return {};
  return fail(Errc::usage,
              fmt::format("{} is a hybrid node: it cannot be {} through AWS", id, verb));
}

std::unexpected<Error> explained(const std::string& id, std::string_view verb, const Error& error) {
  auto told = fail(fmt::format("cannot {} {}", verb, id), error);
  std::string& message = told.error().message;
  if (aws::is_denied(error)) {
    const std::string_view action = verb == "start" ? "StartInstances" : "StopInstances";
    message += fmt::format("\n  the user or role needs ec2:{} on it", action);
  } else if (error.service_code.starts_with("InvalidInstanceID")) {
    message += "\n  check the instance id, --region and --profile";
  } else if (error.service_code == "IncorrectInstanceState" && verb == "start") {
    message += "\n  if it is stopping, wait until it has stopped";
  }
  return told;
}

std::unexpected<Error> cannot_look(const std::string& id, const Error& error) {
  auto told = fail("cannot look at " + id, error);
  if (aws::is_denied(error)) {
    told.error().message +=
        "\n  the user or role needs ec2:DescribeInstances and ssm:DescribeInstanceInformation";
  }
  return told;
}

PowerOutcome outcome_of(const std::vector<aws::StateChange>& changes) {
  if (changes.empty()) return {};
  return {std::string(name_of(changes.front().previous)),
          std::string(name_of(changes.front().current))};
}

bool is_up(const LiveState& state) {
  return state.state == "running" && state.ping_status == "Online";
}

bool is_down(const LiveState& state) {
  return state.state == "stopped" || state.state == "terminated";
}

std::string in_words(const std::string& id, const LiveState& state) {
  if (state.state != "running") return fmt::format("{} is {}", id, state.state);
  return fmt::format("{} is running, its SSM agent is {}", id,
                     state.ping_status.empty() ? "not registered yet" : state.ping_status);
}

}  // namespace

Power::Power(aws::Ec2& ec2, aws::Ssm& ssm, Progress& progress)
    : Power(ec2, ssm, progress, async::sleep_for) {}

Power::Power(aws::Ec2& ec2, aws::Ssm& ssm, Progress& progress, Pause pause)
    : ec2_(ec2), ssm_(ssm), progress_(progress), pause_(std::move(pause)) {}

awaitable<Result<PowerOutcome>> Power::start(PowerRequest request, async::Deadline deadline) {
  if (auto good = check_kind(request.instance_id, "started"); !good) {
    co_return std::unexpected(good.error());
  }
  const auto changed = co_await ec2_.start_instances({request.instance_id}, deadline);
  if (!changed) co_return explained(request.instance_id, "start", changed.error());
  PowerOutcome outcome = outcome_of(*changed);
  if (!request.wait) co_return outcome;
  const auto reached = co_await until(request.instance_id, is_up, deadline);
  if (!reached) co_return std::unexpected(reached.error());
  outcome.now = reached->state;
  co_return outcome;
}

awaitable<Result<PowerOutcome>> Power::stop(PowerRequest request, async::Deadline deadline) {
  if (auto good = check_kind(request.instance_id, "stopped"); !good) {
    co_return std::unexpected(good.error());
  }
  const auto changed = co_await ec2_.stop_instances({request.instance_id}, deadline);
  if (!changed) co_return explained(request.instance_id, "stop", changed.error());
  PowerOutcome outcome = outcome_of(*changed);
  if (!request.wait) co_return outcome;
  const auto reached = co_await until(request.instance_id, is_down, deadline);
  if (!reached) co_return std::unexpected(reached.error());
  outcome.now = reached->state;
  co_return outcome;
}

awaitable<Result<LiveState>> Power::status(std::string node_id, async::Deadline deadline) {
  LiveStates states = co_await live_states(ec2_, ssm_, {node_id}, deadline);
  LiveState state = std::move(states.by_id[node_id]);
  const bool known = !state.state.empty() || !state.ping_status.empty();
  if (known) co_return state;
  for (const auto& failure : {states.ec2_failure, states.ssm_failure}) {
    if (failure) co_return cannot_look(node_id, *failure);
  }
  co_return fail(Errc::not_found,
                 node_id + " is not known here: check the id, --region and --profile");
}

awaitable<Result<LiveState>> Power::until(std::string instance_id, Done done,
                                          async::Deadline deadline) {
  std::chrono::milliseconds interval = kFirstInterval;
  std::string words = instance_id + " is in an unknown state";
  bool has_started = false;  // EC2 may show "stopped" for a moment after StartInstances
  while (true) {
    const LiveStates states = co_await live_states(ec2_, ssm_, {instance_id}, deadline);
    const bool starting = done == is_up;
    for (const auto* failure : {&states.ec2_failure, starting ? &states.ssm_failure : nullptr}) {
      const bool final = failure != nullptr && *failure && !aws::is_transient(**failure);
      if (final) co_return cannot_look(instance_id, **failure);
    }
    // An answer that did not come leaves the words of the one before.
    if (!states.ec2_failure) {
      const LiveState& state = states.by_id.at(instance_id);
      if (done(state)) co_return state;
      words = in_words(instance_id, state);
      if (starting && (state.state == "terminated" || (has_started && state.state == "stopped"))) {
        co_return fail(Errc::service, words + " again");
      }
      has_started = state.state != "stopped";
    }
    progress_.status(words, true);
    const auto slept = co_await pause_(interval, deadline);
    if (!slept && slept.error().kind == Errc::timeout) {
      co_return fail(Errc::timeout, "the time allowed ran out: " + words);
    }
    if (!slept) co_return std::unexpected(slept.error());
    interval = std::min<std::chrono::milliseconds>(interval * 2, kLongestInterval);
  }
}

}  // namespace cloudx::instances
