// The tunnel's tasks on the network: each performs one action of the session and tells it what came
// of it.

#include <utility>

#include <boost/asio/awaitable.hpp>

#include "base/trace.hpp"
#include "net/message_reader.hpp"
#include "protocol/ssm/trace_text.hpp"
#include "tunnel/tunnel.hpp"

namespace cloudx::tunnel {

namespace asio = boost::asio;
using trace::Topic;

namespace {

void trace_frame(std::string_view what, ByteView frame) {
  if (!trace::is_on(Topic::session)) return;
  trace::line(Topic::session, "{} {}", what, ssm::trace_text(frame));
}

void trace_sent(const ssm::OutgoingFrame& frame) {
  // It holds the token: nothing of it is shown.
  if (frame.text) {
    trace::line(Topic::session, "sent the opening message");
  } else {
    trace_frame("sent", frame.bytes);
  }
}

}  // namespace

async::Deadline Tunnel::deadline(std::chrono::steady_clock::duration limit) {
  return {now().at + limit, calls_.get_token()};
}

// A websocket, from dialling to its loss.
asio::awaitable<void> Tunnel::dial(std::string stream_url) {
  async::Deadline limit = deadline(limits_.dial);
  auto opened = co_await parts_.opener->open(std::move(stream_url), std::move(limit));
  if (!opened) {
    trace::line(Topic::session, "dialling failed: {}", opened.error().message);
    session_.dial_failed(std::move(opened.error()), now());
    step();
    co_return;
  }
  if (session_.ended()) co_return;
  socket_ = std::move(*opened);
  trace::line(Topic::session, "the websocket is open");
  session_.dialled(now());
  writing_frames_ = true;
  spawn(write_frames(socket_));
  step();
  Error why = co_await read_messages(socket_);
  if (session_.ended()) co_return;  // close() ends the websocket
  socket_->abort();
  std::exchange(socket_, nullptr).reset();
  trace::line(Topic::session, "the websocket is lost: {}", why.message);
  frames_.notify();
  while (writing_frames_) co_await writer_done_.wait();
  session_.lost(std::move(why), now());
  step();
}

// Reads until the websocket is lost or the session has ended.
asio::awaitable<Error> Tunnel::read_messages(Socket socket) {
  net::MessageReader reader(executor_, socket);
  while (!session_.ended()) {
    const auto messages = co_await reader.read();
    if (!messages) co_return messages.error();
    for (const net::WebSocketMessage& message : *messages) {
      while (!session_.ended() && !session_.wants_messages(now())) {
        step();
        co_await room_.wait();
      }
      trace_frame("got", message.payload);
      session_.message(message.payload, now());
    }
    if (!stopping_) step();  // what they cause goes out together
  }
  co_return Error();
}

// The only writer. It takes the next frames when those before have been written, so a slow network
// holds the data in the bounded window.
asio::awaitable<void> Tunnel::write_frames(Socket socket) {
  while (socket == socket_ && !session_.ended()) {
    session_.next_frames(frames_at_hand_, now());
    if (session_.ended()) step();  // a message was repeated too often
    if (frames_at_hand_.empty()) {
      arm();
      co_await frames_.wait();
      continue;
    }
    batch_.clear();
    for (const ssm::OutgoingFrame& frame : frames_at_hand_) {
      trace_sent(frame);
      batch_.push_back({frame.text, frame.bytes});
    }
    if (trace::is_on(Topic::window)) {
      trace::write(Topic::window, ssm::window_trace_text(session_.channel()));
    }
    const auto written = co_await socket->write(batch_);
    session_.frames_written();
    // Where so many acknowledges waited that the websocket was left unread, fewer do now.
    if (session_.wants_messages(now())) room_.notify();
    if (!written) {
      socket->abort();  // the reader notices
      break;
    }
  }
  writing_frames_ = false;
  writer_done_.notify();
}

asio::awaitable<void> Tunnel::resume() {
  async::Deadline limit = deadline(limits_.dial);
  auto resumed = co_await parts_.service->resume(session_id_, std::move(limit));
  if (!resumed) trace::line(Topic::session, "resuming failed: {}", resumed.error().message);
  session_.resumed(std::move(resumed), now());
  step();
}

asio::awaitable<void> Tunnel::fetch_data_key(ssm::DataKeyRequest request) {
  async::Deadline limit = deadline(limits_.data_key);
  const auto key = co_await parts_.service->generate_data_key(std::move(request), std::move(limit));
  session_.data_key(key, now());
  step();
}

asio::awaitable<void> Tunnel::look_at_agent() {
  async::Deadline limit = deadline(limits_.look);
  ssm::FarEnd found = co_await parts_.service->look(std::move(limit));
  session_.agent_looked_at(std::move(found), now());
  step();
}

asio::awaitable<void> Tunnel::terminate() {
  async::Deadline limit;  // it is not ended by a stop: that is often why we are here
  limit.expiry = now().at + limits_.terminate;
  const auto answer = co_await parts_.service->terminate(session_id_, limit);
  session_.terminated(answer, now());
  step();
}

asio::awaitable<void> Tunnel::close() {
  const ssm::TimePoint until = now().at + limits_.close;
  const auto timer = parts_.clock->timer();
  timer->set(until, [this] { writer_done_.notify(); });
  while (writing_frames_ && now().at < until) co_await writer_done_.wait();
  if (socket_ && !writing_frames_) {
    co_await socket_->close(1000, std::string(), limits_.close);
  }
  session_.closed(now());
  step();
}

}  // namespace cloudx::tunnel
