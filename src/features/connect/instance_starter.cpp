#include "features/connect/instance_starter.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/core/retry.hpp"
#include "features/connect/explain.hpp"
#include "features/connect/start_session.hpp"
#include "net/sleep.hpp"

namespace cloudx::connect {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

constexpr auto kFirstInterval = 500ms;  // then doubled up to the longest
constexpr auto kLongestInterval = 2000ms;
constexpr auto kTick = 500ms;
// EC2 may show "stopped" for a moment after StartInstances has succeeded.
constexpr auto kStateLag = 20s;
constexpr int kPollsBetweenLooks = 5;
constexpr auto kBriefLook = 10s;

bool not_connected(const Error& error) {
  return error.service_code == "TargetNotConnected";
}

Error plain(Errc kind, std::string message) {
  return fail(kind, std::move(message)).error();
}

}  // namespace

InstanceStarter::InstanceStarter(aws::Ssm& ssm, aws::Ec2& ec2, const Plan& plan, Progress& progress,
                                 net::Budget budget)
    : ssm_(ssm),
      ec2_(ec2),
      plan_(plan),
      progress_(progress),
      budget_(std::move(budget)),
      interval_(kFirstInterval) {}

asio::awaitable<Result<aws::SessionTicket>> InstanceStarter::run() {
  if (plan_.target.kind == NodeKind::hybrid) co_return co_await run_hybrid();
  if (auto running = co_await until_running(); !running) {
    co_return std::unexpected(running.error());
  }
  co_return co_await until_connected();
}

asio::awaitable<Result<aws::SessionTicket>> InstanceStarter::run_unless_running(Error why) {
  if (plan_.target.kind == NodeKind::instance) {
    const auto instance = co_await look(budget_.at_most(kBriefLook));
    using enum aws::InstanceState;
    const bool sleeps = instance && (instance->state == stopped || instance->state == stopping ||
                                     instance->state == pending);
    if (sleeps) co_return co_await run();
  }
  co_return std::unexpected(explain_session_failure(plan_, why));
}

asio::awaitable<Result<aws::SessionTicket>> InstanceStarter::run_hybrid() {
  auto known = co_await ssm_.describe_instance_information({plan_.target.id}, budget_);
  // While its machine or its agent starts again it stays Online for minutes and takes no session.
  // It may be so, too, where nobody may look.
  if (!known || (!known->empty() && known->front().ping_status == "Online")) {
    state_ = "not connected to Session Manager yet";
    co_return co_await until_connected();
  }
  std::string why =
      "no hybrid node with this id is registered\n  check the id, --region and --profile";
  if (!known->empty()) {
    const auto& node = known->front();
    why = fmt::format(
        "the agent of the hybrid node is {}{}\n  start the machine, or amazon-ssm-agent on it",
        node.ping_status, node.last_ping ? ", last heard of " + iso8601(*node.last_ping) : "");
  }
  co_return std::unexpected(explain_session_failure(plan_, plain(Errc::service, why)));
}

asio::awaitable<Result<void>> InstanceStarter::until_running() {
  auto started_at = std::chrono::steady_clock::now();
  while (true) {
    auto instance = co_await look(budget_);
    if (!instance && passes(instance.error())) {
      if (auto paused = co_await pause(); !paused) co_return paused;
      continue;
    }
    if (!instance) co_return std::unexpected(explain_look_failure(plan_, instance.error()));
    switch (instance->state) {
      case aws::InstanceState::running:
        state_ = "running, its SSM agent is not connected yet";
        co_return Result<void>{};
      case aws::InstanceState::shutting_down:
      case aws::InstanceState::terminated:
        co_return std::unexpected(
            plain(Errc::not_found, fmt::format("{} is {}: it cannot be started again",
                                               plan_.describe(), instance->state_name)));
      case aws::InstanceState::stopped:
        if (started_ && std::chrono::steady_clock::now() - started_at > kStateLag) {
          co_return std::unexpected(
              plain(Errc::service,
                    fmt::format("{} was started and stopped again: {} {}", plan_.describe(),
                                instance->state_reason_code, instance->state_reason_message)));
        }
        if (!started_) {
          if (auto begun = co_await start(); !begun) co_return begun;
          started_at = std::chrono::steady_clock::now();
        }
        break;
      case aws::InstanceState::pending:
      case aws::InstanceState::stopping:
        state_ = instance->state_name;
        break;
    }
    if (auto paused = co_await pause(); !paused) co_return paused;
  }
}

asio::awaitable<Result<aws::SessionTicket>> InstanceStarter::until_connected() {
  interval_ = kFirstInterval;
  for (int polls = 1;; ++polls) {
    auto ticket = co_await start_session(ssm_, plan_, budget_);
    if (ticket) co_return ticket;
    if (budget_spent()) co_return spent(ticket.error());
    if (not_connected(ticket.error())) trouble_.clear();
    const bool again = not_connected(ticket.error()) || passes(ticket.error());
    if (!again) {
      co_return std::unexpected(explain_session_failure(plan_, ticket.error()));
    }
    auto agent = co_await agent_state();
    const bool hybrid = plan_.target.kind == NodeKind::hybrid;
    if (agent) {
      state_ =
          fmt::format("{}, its SSM agent is {}", hybrid ? "not connected yet" : "running", *agent);
    }
    if (polls % kPollsBetweenLooks == 0 && plan_.target.kind == NodeKind::instance) {
      if (auto running = co_await until_running(); !running) {
        co_return std::unexpected(running.error());
      }
    }
    if (auto paused = co_await pause(); !paused) co_return std::unexpected(paused.error());
  }
}

asio::awaitable<Result<aws::Instance>> InstanceStarter::look(net::Budget budget) {
  auto found =
      co_await ec2_.describe_instances({.instance_ids = {plan_.target.id}, .filters = {}}, budget);
  if (!found) co_return std::unexpected(found.error());
  trouble_.clear();
  if (found->empty()) {
    Error missing = plain(Errc::not_found, "EC2 does not know it");
    missing.service_code = "InvalidInstanceID.NotFound";
    co_return std::unexpected(missing);
  }
  progress_.detail(fmt::format("{} is {}", plan_.target.id, found->front().state_name));
  co_return std::move(found->front());
}

asio::awaitable<Result<void>> InstanceStarter::start() {
  state_ = "stopped, starting it";
  progress_.now(fmt::format("{} is stopped, starting it", plan_.target.id), true);
  const auto changed = co_await ec2_.start_instances({plan_.target.id}, budget_);
  // Somebody else stopped it again in between: look at it once more.
  const bool raced = !changed && changed.error().service_code == "IncorrectInstanceState";
  if (!changed && !raced && !passes(changed.error())) {
    co_return std::unexpected(explain_start_failure(plan_, changed.error()));
  }
  started_ = changed.has_value();
  if (started_) progress_.detail("instance started");
  co_return Result<void>{};
}

asio::awaitable<Result<std::string>> InstanceStarter::agent_state() {
  // Only for the words on the screen: a missing permission does not matter.
  auto known = co_await ssm_.describe_instance_information({plan_.target.id}, budget_);
  if (!known) co_return std::unexpected(known.error());
  if (known->empty()) co_return "not registered yet";
  const std::string& ping = known->front().ping_status;
  co_return ping == "Online" ? "online and about to take sessions" : ping;
}

asio::awaitable<Result<void>> InstanceStarter::pause() {
  const auto until = std::chrono::steady_clock::now() + interval_;
  interval_ = std::min<std::chrono::milliseconds>(interval_ * 2, kLongestInterval);
  while (true) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= until) co_return Result<void>{};
    const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - began_);
    progress_.now(fmt::format("{} is {} ({} s)", plan_.target.id, state_, elapsed.count()), true);
    const auto step = std::min<std::chrono::steady_clock::duration>(until - now, kTick);
    if (auto slept = co_await net::sleep_for(step, budget_); !slept) co_return spent(slept.error());
  }
}

bool InstanceStarter::passes(const Error& error) {
  if (!aws::passes_with_time(error)) return false;
  progress_.detail(error.message);
  trouble_ = error.message;
  return true;
}

bool InstanceStarter::budget_spent() const {
  return std::chrono::steady_clock::now() >= budget_.deadline;
}

std::unexpected<Error> InstanceStarter::spent(const Error& error) const {
  if (error.kind == Errc::interrupted) return std::unexpected(error);
  std::string state = state_.empty() ? "unknown" : state_;
  if (!trouble_.empty()) state += fmt::format(" ({})", trouble_);
  return std::unexpected(explain_timeout(plan_, state));
}

}  // namespace cloudx::connect
