#include "unit/tunnel/fakes.hpp"

#include <algorithm>
#include <utility>

namespace cloudx::tunnel::test {

class VirtualTimer final : public Timer {
 public:
  explicit VirtualTimer(VirtualClock& clock) : clock_(clock) {}
  VirtualTimer(const VirtualTimer&) = delete;
  VirtualTimer& operator=(const VirtualTimer&) = delete;
  ~VirtualTimer() override { VirtualTimer::cancel(); }
  void set(ssm::TimePoint at, std::function<void()> on_time) override {
    cancel();
    clock_.timers_.emplace(at, VirtualClock::Entry{this, std::move(on_time)});
  }
  void cancel() override {
    std::erase_if(clock_.timers_, [this](const auto& timer) { return timer.second.owner == this; });
  }

 private:
  VirtualClock& clock_;
};

std::unique_ptr<Timer> VirtualClock::timer() {
  return std::make_unique<VirtualTimer>(*this);
}

void VirtualClock::move_to(ssm::TimePoint at) {
  if (at <= now_.at) return;
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(at - now_.at).count();
  now_.unix_ms += static_cast<std::uint64_t>(ms);
  now_.at = at;
}

bool VirtualClock::step(ssm::TimePoint until) {
  if (timers_.empty() || timers_.begin()->first > until) return false;
  auto timer = timers_.extract(timers_.begin());
  move_to(timer.key());
  timer.mapped().on_time();
  return true;
}

void FakeSocket::send(Bytes frame) {
  to_client.push_back(std::move(frame));
  readable.notify();
}

void FakeSocket::cut(Error why) {
  if (!broken) broken = std::move(why);
  readable.notify();
  writable.notify();
}

void FakeSocket::stall_writes(bool now_stalled) {
  stalled = now_stalled;
  writable.notify();
}

namespace {

class ClientEnd final : public net::WebSocket {
 public:
  ClientEnd(std::shared_ptr<FakeSocket> socket, bool& overlapping)
      : socket_(std::move(socket)), overlapping_(overlapping) {}
  ClientEnd(const ClientEnd&) = delete;
  ClientEnd& operator=(const ClientEnd&) = delete;
  ~ClientEnd() override { ClientEnd::abort(); }

  asio::awaitable<Result<net::WebSocketMessage>> read() override {
    while (socket_->to_client.empty() && !socket_->broken) co_await socket_->readable.wait();
    if (socket_->to_client.empty()) co_return std::unexpected(*socket_->broken);
    current_ = std::move(socket_->to_client.front());
    socket_->to_client.pop_front();
    co_return net::WebSocketMessage{false, current_};
  }

  asio::awaitable<Result<void>> write(std::span<const net::WebSocketMessage> messages) override {
    if (socket_->write_pending) overlapping_ = true;
    socket_->write_pending = true;
    std::vector<std::pair<bool, Bytes>> copies;
    for (const auto& message : messages) {
      copies.emplace_back(message.text, Bytes(message.payload.begin(), message.payload.end()));
    }
    while (socket_->stalled && !socket_->broken) co_await socket_->writable.wait();
    socket_->write_pending = false;
    if (socket_->broken) co_return std::unexpected(*socket_->broken);
    for (const auto& [text, copy] : copies) {
      if (socket_->on_write) socket_->on_write(text, copy);
    }
    co_return Result<void>{};
  }

  asio::awaitable<void> close(std::uint16_t code, std::string,
                              std::chrono::steady_clock::duration) override {
    socket_->closed_with = code;
    socket_->cut(fail(Errc::closed, "closed").error());
    co_return;
  }

  void abort() override { socket_->cut(fail(Errc::connect, "aborted").error()); }

 private:
  std::shared_ptr<FakeSocket> socket_;
  bool& overlapping_;
  Bytes current_;
};

}  // namespace

asio::awaitable<Result<std::unique_ptr<net::WebSocket>>> FakeOpener::open(std::string stream_url,
                                                                          async::Deadline) {
  urls.push_back(std::move(stream_url));
  if (!failures.empty()) {
    Error error = std::move(failures.front());
    failures.pop_front();
    co_return std::unexpected(std::move(error));
  }
  current = std::make_shared<FakeSocket>(executor_);
  if (on_open) on_open(*current);
  std::unique_ptr<net::WebSocket> end = std::make_unique<ClientEnd>(current, overlapping_writes);
  co_return Result<std::unique_ptr<net::WebSocket>>(std::move(end));
}

asio::awaitable<Result<ssm::ResumedSession>> FakeService::resume(std::string, async::Deadline) {
  ++resumed;
  if (!resumes.empty()) {
    Result<ssm::ResumedSession> result = std::move(resumes.front());
    resumes.pop_front();
    co_return result;
  }
  ssm::ResumedSession session;
  session.token = Secret("resumed-" + std::to_string(resumed));
  co_return session;
}

asio::awaitable<Result<void>> FakeService::terminate(std::string session_id,
                                                     async::Deadline deadline) {
  if (deadline.stop.stop_requested()) co_return fail(Errc::interrupted, "stopped");
  terminated.push_back(std::move(session_id));
  if (on_terminate) on_terminate();
  if (terminate_failure) co_return std::unexpected(*terminate_failure);
  co_return Result<void>{};
}

asio::awaitable<Result<ssm::DataKey>> FakeService::generate_data_key(ssm::DataKeyRequest request,
                                                                     async::Deadline) {
  key_requests.push_back(std::move(request));
  co_return data_key;
}

asio::awaitable<Result<std::size_t>> FakePipe::read_some(
    std::span<const std::span<std::uint8_t>> pieces) {
  while (input_.empty() && !ended_ && !cancelled_) co_await readable_.wait();
  if (cancelled_) co_return fail(Errc::io, "cancelled");
  std::size_t total = 0;
  for (const auto piece : pieces) {
    const std::size_t size = std::min(piece.size(), input_.size());
    std::copy_n(input_.begin(), size, piece.begin());
    input_.erase(0, size);
    total += size;
  }
  if (total > 0) ++reads;
  co_return total;
}

asio::awaitable<Result<void>> FakePipe::write_all(ByteView data) {
  while (blocked_ && !closed_ && !cancelled_) co_await writable_.wait();
  if (closed_ || cancelled_) co_return fail(Errc::io, "broken pipe");
  written += as_text(data);
  co_return Result<void>{};
}

asio::awaitable<bool> FakePipe::output_gone() {
  while (!closed_ && !cancelled_) co_await gone_.wait();
  co_return closed_;
}

void FakePipe::cancel() {
  cancelled_ = true;
  for (async::Notify* signal : {&readable_, &writable_, &gone_}) signal->notify();
}

void FakePipe::type(std::string_view text) {
  input_ += text;
  readable_.notify();
}

void FakePipe::end_input() {
  ended_ = true;
  readable_.notify();
}

void FakePipe::close_output() {
  closed_ = true;
  writable_.notify();
  gone_.notify();
}

void FakePipe::block_output(bool blocked) {
  blocked_ = blocked;
  writable_.notify();
}

}  // namespace cloudx::tunnel::test
