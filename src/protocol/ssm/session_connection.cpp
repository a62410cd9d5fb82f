// The session's websocket: opened, lost and restored.

#include <fmt/format.h>

#include "protocol/ssm/session.hpp"

namespace cloudx::ssm {
namespace {

// A websocket that has stood for as long works, also when an idle session brings no message. The
// service closes a websocket it does not like at once.
constexpr std::chrono::seconds kProven{10};

}  // namespace

void Session::dial() {
  act(Dial{reconnection_.stream_url()});
}

void Session::dialled(Instant now) {
  if (ended()) return;
  reconnection_.dialled();
  loss_report_.dialled();
  dialled_at_ = now.at;
  channel_.opened(reconnection_.take_token(), now);
  advance(now);
  if (!std::exchange(lost_, false)) return;
  was_restored_ = was_restored_ || was_open_;
  notify(Restored{});
}

void Session::dial_failed(Error why, Instant now) {
  if (ended()) return;
  reconnection_.dial_failed(why);
  if (const auto at = reconnection_.redial_at(why, now.at)) {
    retry_ = {Retry::dial, *at};
  } else if (reconnection_.is_dial_hopeless(why)) {
    give_up(std::move(why), now);
  } else {
    restore(std::move(why), now);
  }
}

void Session::alive() {
  reconnection_.alive();
  loss_report_.alive();
}

void Session::lost(Error why, Instant now) {
  if (ended()) return;
  if (dialled_at_ && now.at - *dialled_at_ >= kProven) alive();
  dialled_at_.reset();
  unread_until_.reset();
  channel_.lost(now);
  advance(now);
  if (!ended()) restore(std::move(why), now);
}

void Session::restore(Error why, Instant now) {
  if (!reconnection_.is_resumable()) {
    give_up(fail("a session on a presigned URL can not be resumed", std::move(why)).error(), now);
    return;
  }
  if (!std::exchange(lost_, true)) notify(Lost{why});
  resume_later(std::move(why), now);
}

void Session::resume_later(Error why, Instant now) {
  if (was_open_ && loss_report_.failed(why, now.at)) notify(StillLost{why});
  if (const auto at = reconnection_.resume_at(was_open_, now.at)) {
    retry_ = {Retry::resume, *at};
    return;
  }
  const std::string doing =
      fmt::format("the connection was lost and could not be restored within {} s",
                  reconnection_.limit(was_open_).count());
  give_up(fail(doing, std::move(why)).error(), now);
}

void Session::begin_retry(TimePoint now) {
  if (!retry_ || now < retry_->second) return;
  if (std::exchange(retry_, std::nullopt)->first == Retry::dial) {
    dial();
  } else {
    act(Resume{});
  }
}

void Session::resumed(Result<ResumedSession> answer, Instant now) {
  if (ended()) return;
  auto taken = reconnection_.resumed(std::move(answer));
  if (taken) {
    dial();
  } else if (reconnection_.is_resume_hopeless(taken.error())) {
    give_up(std::move(taken.error()), now);
  } else {
    resume_later(std::move(taken.error()), now);
  }
}

// The session is over or beyond rescue; what is not acknowledged stays undelivered.
void Session::give_up(Error why, Instant now) {
  if (!ended()) failure_ = std::move(why);
  channel_.terminate(now);
  advance(now);
}

}  // namespace cloudx::ssm
