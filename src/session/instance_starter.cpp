#include "session/instance_starter.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "aws/core/retry.hpp"
#include "session/start_session.hpp"

namespace cloudx::session {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kTick = 500ms;  // between two looks at the clock for the words on the screen
constexpr auto kBriefLook = 10s;

}  // namespace

InstanceStarter::InstanceStarter(aws::Ssm& ssm, aws::Ec2& ec2, const SessionPlan& plan,
                                 Progress& progress, async::Deadline deadline)
    : ssm_(ssm),
      ec2_(ec2),
      plan_(plan),
      progress_(progress),
      deadline_(std::move(deadline)),
      machine_(plan, deadline_.expiry) {}

asio::awaitable<Result<aws::SessionTicket>> InstanceStarter::run() {
  co_return co_await perform(machine_.begin());
}

asio::awaitable<Result<aws::SessionTicket>> InstanceStarter::run_unless_running(Error why) {
  Step first = machine_.begin_unless_running(std::move(why));
  co_return co_await perform(std::move(first));
}

asio::awaitable<Result<aws::SessionTicket>> InstanceStarter::perform(Step step) {
  for (;;) {
    if (auto* failed = std::get_if<InstanceStart::Fail>(&step)) {
      co_return std::unexpected(std::move(failed->why));
    }
    if (const auto* wanted = std::get_if<InstanceStart::LookAtInstance>(&step)) {
      step = co_await look(wanted->brief);
    } else if (std::holds_alternative<InstanceStart::StartInstance>(step)) {
      step = co_await start();
    } else if (std::holds_alternative<InstanceStart::LookAtAgent>(step)) {
      step = co_await look_at_agent();
    } else if (const auto* wait = std::get_if<InstanceStart::Wait>(&step)) {
      step = co_await pause(wait->time);
    } else {
      auto ticket = co_await start_session(ssm_, plan_, deadline_);
      if (ticket) co_return ticket;
      note(ticket.error());
      step = machine_.session_refused(ticket.error(), Clock::now());
    }
  }
}

asio::awaitable<InstanceStart::Step> InstanceStarter::look(bool brief) {
  aws::DescribeInstancesRequest request{.instance_ids = {plan_.target.id}, .filters = {}};
  async::Deadline limit = brief ? deadline_.at_most(kBriefLook) : deadline_;
  const auto found = co_await ec2_.describe_instances(std::move(request), std::move(limit));
  if (found && !found->empty()) {
    progress_.detail(fmt::format("{} is {}", plan_.target.id, found->front().state_name));
  } else if (!found) {
    note(found.error());
  }
  co_return machine_.instance_seen(found, Clock::now());
}

asio::awaitable<InstanceStart::Step> InstanceStarter::start() {
  progress_.status(fmt::format("{} is stopped, starting it", plan_.target.id), true);
  const auto changed = co_await ec2_.start_instances({plan_.target.id}, deadline_);
  Result<void> answer;
  if (changed) {
    progress_.detail("instance started");
  } else {
    note(changed.error());
    answer = std::unexpected(changed.error());
  }
  co_return machine_.instance_started(answer, Clock::now());
}

asio::awaitable<InstanceStart::Step> InstanceStarter::look_at_agent() {
  const auto known = co_await ssm_.describe_instance_information({plan_.target.id}, deadline_);
  co_return machine_.agent_seen(known);
}

// What passes with time is waited out, and would not be told else.
void InstanceStarter::note(const Error& error) {
  if (aws::is_transient(error)) progress_.detail(error.message);
}

// Shows the state, with the time that has passed.
asio::awaitable<InstanceStart::Step> InstanceStarter::pause(std::chrono::milliseconds time) {
  const auto until = Clock::now() + time;
  for (auto now = Clock::now(); now < until; now = Clock::now()) {
    const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - began_);
    progress_.status(fmt::format("{} ({} s)", machine_.describe(), elapsed.count()), true);
    const auto step = std::min<Clock::duration>(until - now, kTick);
    if (auto slept = co_await async::sleep_for(step, deadline_); !slept) {
      co_return InstanceStart::Fail{machine_.cut_off(slept.error())};
    }
  }
  co_return machine_.waited();
}

}  // namespace cloudx::session
