#include "forwarding/mux_pipe.hpp"

#include <utility>

namespace cloudx::forwarding {

namespace asio = boost::asio;

namespace {

smux::TimePoint now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

MuxPipe::MuxPipe(const asio::any_io_executor& executor)
    : timer_(executor), frames_(executor), room_(executor), gone_(executor) {}

void MuxPipe::begin(smux::MultiplexerOptions options) {
  mux_.emplace(options, now());
  step();
}

std::optional<smux::StreamId> MuxPipe::open(std::function<void()> on_change) {
  if (over_ || !mux_) return std::nullopt;
  const auto id = mux_->open();
  if (id) on_change_[*id] = std::move(on_change);
  step();
  return id;
}

std::size_t MuxPipe::write(smux::StreamId id, ByteView bytes) {
  const std::size_t taken = mux_->write(id, bytes);
  step();
  return taken;
}

void MuxPipe::end_input(smux::StreamId id) {
  mux_->end_input(id, now());
  step();
}

void MuxPipe::finish(smux::StreamId id) {
  mux_->finish(id);
  step();
}

void MuxPipe::consumed(smux::StreamId id, std::size_t count) {
  mux_->consumed(id, count);
  step();
}

bool MuxPipe::ended(smux::StreamId id) const {
  return over_ || mux_->remote_ended(id);
}

void MuxPipe::close(smux::StreamId id, bool reset) {
  on_change_.erase(id);
  if (reset) {
    mux_->reset(id);
  } else {
    mux_->close(id);
  }
  step();
}

asio::awaitable<Result<std::size_t>> MuxPipe::read_some(
    std::span<const std::span<std::uint8_t>> pieces) {
  for (;;) {
    if (over_) co_return fail(Errc::interrupted, "cancelled");
    if (mux_ && mux_->has_frames()) {
      if (const std::size_t size = mux_->read_frames(pieces); size > 0) {
        step();
        co_return size;
      }
    }
    co_await frames_.wait();
  }
}

asio::awaitable<Result<void>> MuxPipe::write_all(ByteView data) {
  if (!mux_) co_return Result<void>{};
  mux_->feed(data, now());
  step();
  while (!over_ && !mux_->failure() && !mux_->wants_feed()) co_await room_.wait();
  if (over_) co_return fail(Errc::interrupted, "cancelled");
  if (mux_->failure()) co_return std::unexpected(*mux_->failure());
  co_return Result<void>{};
}

// The multiplexer never stops to read; a failure of its own is told by the next write.
asio::awaitable<bool> MuxPipe::output_gone() {
  while (!over_) co_await gone_.wait();
  co_return false;
}

void MuxPipe::delivered(std::uint64_t total) {
  if (!mux_) return;
  mux_->delivered(static_cast<std::size_t>(total - std::exchange(delivered_, total)), now());
  step();
}

void MuxPipe::cancel() {
  over_ = true;
  timer_.cancel();
  for (async::Notify* waiting : {&frames_, &room_, &gone_}) waiting->notify();
  // Each may take itself out of the map.
  const auto all = on_change_;
  for (const auto& [id, on_change] : all) on_change();
}

// After everything that happens to the multiplexer.
void MuxPipe::step() {
  while (const auto id = mux_->next_changed()) {
    const auto found = on_change_.find(*id);
    if (found != on_change_.end()) found->second();
  }
  if (mux_->has_frames()) frames_.notify();
  if (mux_->wants_feed()) room_.notify();
  arm();
}

void MuxPipe::arm() {
  const auto due = mux_->deadline();
  if (armed_ == due || over_) return;
  armed_ = due;
  if (!due) {
    timer_.cancel();
    return;
  }
  timer_.set(*due, [this] {
    armed_.reset();
    mux_->tick(now());
    step();
  });
}

}  // namespace cloudx::forwarding
