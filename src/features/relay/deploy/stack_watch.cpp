#include "features/relay/deploy/stack_watch.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::milliseconds kFirstInterval{500};
constexpr std::chrono::milliseconds kLongestInterval{3000};

// "CREATE_IN_PROGRESS" of "KeyPair" -> "creating KeyPair".
std::string in_words(const aws::StackEvent& event) {
  const std::string& status = event.status;
  const bool removes = status.starts_with("DELETE");
  const bool creates = status.starts_with("CREATE");
  if (status.ends_with("_IN_PROGRESS")) {
    return fmt::format("{} {}",
                       removes   ? "removing"
                       : creates ? "creating"
                                 : "changing",
                       event.logical_id);
  }
  return fmt::format("{} {}", event.logical_id,
                     removes   ? "removed"
                     : creates ? "created"
                               : "changed");
}

bool is_of_the_stack(const aws::StackEvent& event) {
  return event.resource_type == "AWS::CloudFormation::Stack";
}

// Of a resource that was given up because another one had failed.
bool is_consequence(const aws::StackEvent& event) {
  return event.reason.contains("cancelled");
}

std::unexpected<Error> still_going_on(Error error) {
  if (error.kind == Errc::timeout || error.kind == Errc::interrupted) {
    error.message += "; the change goes on in AWS, and another run follows it";
  }
  return std::unexpected(std::move(error));
}

}  // namespace

StackWatch::StackWatch(aws::CloudFormation& service, Progress& progress)
    : StackWatch(service, progress, async::sleep_for) {}

StackWatch::StackWatch(aws::CloudFormation& service, Progress& progress, Pause pause)
    : service_(service), progress_(progress), pause_(std::move(pause)) {}

void StackWatch::tell(const aws::StackEvent& event, StackEnd& end) {
  if (event.status.ends_with("_FAILED")) {
    if (is_of_the_stack(event) || is_consequence(event)) return;
    const std::string what = fmt::format("{}: {}", event.logical_id, event.reason);
    if (end.first_failure.empty()) end.first_failure = what;
    progress_.warn(fmt::format("{} failed: {}", event.logical_id, event.reason));
  } else if (!is_of_the_stack(event)) {
    progress_.status(in_words(event), true);
  } else if (event.status.contains("ROLLBACK_IN_PROGRESS")) {
    progress_.status("undoing what was done", true);
  }
}

awaitable<Result<StackEnd>> StackWatch::follow(std::string id, std::string token,
                                               async::Deadline deadline) {
  StackEnd end;
  std::string last_seen;
  std::chrono::milliseconds interval = kFirstInterval;
  while (true) {
    // First the state, then the events: at the end none is missed.
    auto stack = co_await service_.describe_stack(id, deadline);
    if (!stack) co_return still_going_on(stack.error());
    const auto events = co_await service_.describe_stack_events(id, last_seen, deadline);
    if (!events) co_return still_going_on(events.error());
    for (const aws::StackEvent& event : std::views::reverse(*events)) {
      if (event.client_request_token == token) tell(event, end);
    }
    if (!events->empty()) last_seen = events->front().event_id;
    if (!stack->status.ends_with("_IN_PROGRESS")) {
      end.stack = std::move(*stack);
      co_return end;
    }
    const auto slept = co_await pause_(interval, deadline);
    if (!slept) co_return still_going_on(slept.error());
    interval = std::min<std::chrono::milliseconds>(interval * 2, kLongestInterval);
  }
}

}  // namespace cloudx::relay
