#include "session/session_notices.hpp"

#include <utility>

#include <fmt/format.h>

#include "session/explain.hpp"

namespace cloudx::session {

void SessionNotices::opened(const ssm::Opened& session) {
  progress_.detail(session.agent_version.empty()
                       ? "session open"
                       : fmt::format("session open (SSM agent {})", session.agent_version));
  if (!session.customer_message.empty()) progress_.warn(session.customer_message);
}

void SessionNotices::lost(const Error& why) {
  progress_.detail(fmt::format("connection lost ({}), resuming the session", why.message));
}

void SessionNotices::still_lost(const Error& why) {
  loss_told_ = true;
  progress_.warn(describe_loss(plan_, why));
}

void SessionNotices::restored() {
  const std::string text = fmt::format("the connection to {} is restored", plan_.describe());
  if (std::exchange(loss_told_, false)) {
    progress_.warn(text);
  } else {
    progress_.detail(text);
  }
}

void SessionNotices::agent_away(bool back) {
  progress_.warn(fmt::format(
      "the SSM agent of {} {}", plan_.target.id,
      back ? "is connected again" : "has lost its connection to the service, waiting for it"));
}

void SessionNotices::silent(const ssm::FarEnd& found) {
  const bool there = found.state == ssm::FarEnd::State::there;
  progress_.warn(describe_silence(plan_, there ? "" : found.why.message));
}

void SessionNotices::connections_refused(int count) {
  progress_.warn(fmt::format("{} could not connect to the port, {} time{}", plan_.target.id, count,
                             count == 1 ? "" : "s"));
}

}  // namespace cloudx::session
