// The tunnel's websocket: opened, spoken over, lost and restored.

#include <algorithm>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <fmt/format.h>

#include "tunnel/tunnel.hpp"

namespace cloudx::tunnel {
namespace {

namespace asio = boost::asio;

// A websocket that is refused as often in a row, each time with a fresh token, stays refused.
constexpr int kMaxRefusals = 3;

// How often the first upgrade is tried again after a refusal: for three to six seconds, as long as
// session-manager-plugin does.
constexpr int kFirstRefusals = 6;

// A websocket that has stood for as long works, also when an idle session brings no message. The
// service closes a websocket it does not like at once.
constexpr std::chrono::seconds kProven{10};

// More than a window of the usual size brings in one go, and little enough for a slow network.
constexpr std::size_t kBatchBytes = 64U << 10;

// The service may give an empty token while the session still stands; as often in a row it means
// what it says.
constexpr int kMaxEmptyTokens = 3;

bool refused(const Error& error) {
  return error.kind == Errc::service && error.http_status >= 400 && error.http_status < 500;
}

bool is_forbidden(const Error& error) {
  return error.http_status == 401 || error.http_status == 403;
}

bool is_about_credentials(const Error& error) {
  return error.kind == Errc::credentials || error.service_code.contains("Expired");
}

}  // namespace

asio::awaitable<void> Tunnel::connect() {
  bool first = true;
  while (!channel_.end()) {
    std::string url = stream_url_;
    net::Budget limit = budget(options_.dial_limit);
    auto opened = co_await parts_.opener->open(std::move(url), std::move(limit));
    if (channel_.end()) co_return;
    std::optional<Error> why;
    if (opened) {
      Socket socket = std::move(*opened);
      why = co_await converse(std::move(socket), std::move(token_));
    } else {
      why = opened.error();
      refusals_ = refused(*why) ? refusals_ + 1 : 0;
      // The token opens a channel once, and has not opened it: the same is dialled again.
      const bool passing = why->kind == Errc::service &&
                           (!is_forbidden(*why) || ssm::is_presigned(stream_url_)) &&
                           first_refusals_ < kFirstRefusals;
      if (first && passing) {
        ++first_refusals_;
        const auto pause = policy_.next(parts_.clock->now().at, options_.first_limit);
        if (pause) {
          co_await delay(*pause);
          continue;
        }
      }
      const bool hopeless =
          first ? !ssm::may_pass_at_first(*why)
                : refusals_ >= kMaxRefusals || (!refused(*why) && !ssm::may_pass(*why));
      if (hopeless) {
        give_up(std::move(*why));
        co_return;
      }
    }
    if (channel_.end()) co_return;
    first = false;
    Error cause = std::move(*why);
    const bool go_on = co_await restore(std::move(cause));
    if (!go_on) co_return;
  }
}

// Reads until the websocket is lost or the session has ended.
asio::awaitable<Error> Tunnel::converse(Socket socket, Secret token) {
  socket_ = socket;
  channel_.opened(std::move(token), parts_.clock->now());
  writing_frames_ = true;
  spawn(write_frames(socket));
  loss_timer_->cancel();
  pump();
  if (std::exchange(was_lost_, false) && parts_.observer != nullptr) parts_.observer->restored();
  const ssm::TimePoint since = parts_.clock->now().at;
  Error why;
  while (!channel_.end()) {
    if (!channel_.wants_messages()) {
      co_await room_.wait();
      continue;
    }
    co_await leave_unread(channel_.read_pause());
    if (channel_.end()) break;
    const auto message = co_await socket->read();
    if (!message) {
      why = message.error();
      break;
    }
    note_alive();
    refusals_ = 0;
    channel_.message(message->payload, parts_.clock->now());
    pump_soon();
  }
  if (channel_.end()) co_return why;  // end_session() closes the websocket
  if (parts_.clock->now().at - since >= kProven) note_alive();
  channel_.lost(parts_.clock->now());
  socket->abort();
  socket_.reset();
  pump();
  frames_.raise();
  while (writing_frames_) co_await writer_done_.wait();
  co_return why;
}

asio::awaitable<void> Tunnel::leave_unread(std::chrono::milliseconds pause) {
  if (pause <= std::chrono::milliseconds::zero()) co_return;
  const ssm::TimePoint until = parts_.clock->now().at + pause;
  while (!channel_.end() && parts_.clock->now().at < until) co_await wait_at_most(room_, until);
}

// The only writer. It takes the next frames when those before have been written, so a slow network
// holds the data in the bounded window.
asio::awaitable<void> Tunnel::write_frames(Socket socket) {
  while (socket == socket_ && !channel_.end()) {
    collect_frames();
    if (batch_.empty()) {
      if (channel_.end()) pump();  // a message was repeated too often
      arm();
      co_await frames_.wait();
      continue;
    }
    const auto written = co_await socket->write(batch_);
    channel_.frames_written();
    // Where so many acknowledges waited that the websocket was left unread, fewer do now.
    if (channel_.wants_messages()) room_.raise();
    if (!written) {
      socket->abort();  // the reader notices
      break;
    }
  }
  writing_frames_ = false;
  writer_done_.raise();
}

void Tunnel::collect_frames() {
  batch_.clear();
  std::size_t size = 0;
  ssm::OutgoingFrame frame;
  const ssm::Instant now = parts_.clock->now();
  while (size < kBatchBytes && channel_.next_frame(frame, now)) {
    batch_.push_back({frame.text, frame.bytes});
    size += frame.bytes.size();
  }
}

asio::awaitable<void> Tunnel::delay(std::chrono::steady_clock::duration time) {
  const ssm::TimePoint until = parts_.clock->now().at + time;
  while (!channel_.end() && parts_.clock->now().at < until) co_await wait_at_most(retry_, until);
}

// Waits and asks for a new token until there is one. False: given up.
asio::awaitable<bool> Tunnel::restore(Error why) {
  if (ssm::is_presigned(stream_url_)) {
    give_up(fail("a session on a presigned URL can not be resumed", std::move(why)).error());
    co_return false;
  }
  if (!std::exchange(was_lost_, true) && parts_.observer != nullptr) parts_.observer->lost(why);
  const auto limit = was_open_ ? options_.resume_limit : options_.first_limit;
  while (!channel_.end()) {
    note_loss(why);
    const auto pause = policy_.next(parts_.clock->now().at, limit);
    if (!pause) {
      const std::string doing =
          fmt::format("the connection was lost and could not be restored within {} s",
                      std::chrono::duration_cast<std::chrono::seconds>(limit).count());
      give_up(fail(doing, std::move(why)).error());
      break;
    }
    co_await delay(*pause);
    if (channel_.end()) break;
    std::optional<Error> problem = co_await resume();
    if (channel_.end()) break;
    if (!problem) co_return true;
    if (!ssm::may_pass(*problem) || !parts_.service->may_recover(*problem)) {
      give_up(std::move(*problem));
      break;
    }
    why = std::move(*problem);
  }
  co_return false;
}

// A loss that lasts is told. Losses with no message in between are one.
void Tunnel::note_loss(const Error& why) {
  if (parts_.observer == nullptr || !was_open_) return;
  const ssm::TimePoint now = parts_.clock->now().at;
  if (!lost_since_) lost_since_ = now;
  loss_reason_ = why;
  if (is_about_credentials(why)) {
    loss_told_ = true;
    if (!std::exchange(credentials_told_, true)) parts_.observer->still_lost(why);
  }
  if (loss_told_) return;
  loss_timer_->set(std::max(now, *lost_since_ + options_.loss_notice), [this] {
    if (!std::exchange(loss_told_, true)) parts_.observer->still_lost(loss_reason_);
  });
}

void Tunnel::note_alive() {
  policy_.alive();
  lost_since_.reset();
  loss_told_ = false;
  credentials_told_ = false;
}

asio::awaitable<std::optional<Error>> Tunnel::resume() {
  std::string session_id = options_.channel.session_id;
  net::Budget limit = budget(options_.dial_limit);
  auto resumed = co_await parts_.service->resume(std::move(session_id), std::move(limit));
  if (!resumed && resumed.error().service_code == "DoesNotExistException") {
    co_return fail("the session is over", std::move(resumed.error())).error();
  }
  const bool timed_out = resumed ? resumed->token.empty() : resumed.error().kind == Errc::closed;
  if (timed_out && ++empty_tokens_ < kMaxEmptyTokens) {
    co_return fail(Errc::protocol, "ResumeSession gave no token").error();
  }
  if (timed_out) {
    co_return fail(Errc::closed, "the session has timed out at the service").error();
  }
  if (!resumed) co_return std::move(resumed.error());
  empty_tokens_ = 0;
  token_ = std::move(resumed->token);
  if (!resumed->stream_url.empty()) stream_url_ = std::move(resumed->stream_url);
  co_return std::nullopt;
}

asio::awaitable<void> Tunnel::fetch_data_key(ssm::DataKeyRequest request) {
  net::Budget limit = budget(options_.data_key_limit);
  const auto key = co_await parts_.service->generate_data_key(std::move(request), std::move(limit));
  if (stopping_) co_return;
  channel_.data_key(key, parts_.clock->now());
  pump();
}

}  // namespace cloudx::tunnel
