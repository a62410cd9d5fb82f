#include "os/streams/windows/blocking_calls.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>

#include "async/notify.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

struct BlockingCalls::State : std::enable_shared_from_this<State> {
  State(const asio::any_io_executor& the_executor, HANDLE the_stream)
      : executor(the_executor), stream(the_stream), progress(the_executor) {}

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return next || is_ending; });
      if (is_ending) break;
      const std::function<void()> call = std::exchange(next, nullptr);
      lock.unlock();
      call();
      asio::post(executor, [state = shared_from_this()] {
        state->is_busy = false;
        state->progress.notify();
      });
      lock.lock();
    }
    has_ended = true;
    changed.notify_all();
  }

  // A call may begin to block just after it was cancelled, so that is done again and again.
  void end(std::thread& worker) {
    constexpr int kAttempts = 100;
    std::unique_lock lock(mutex);
    is_ending = true;
    changed.notify_all();
    for (int i = 0; i < kAttempts && !has_ended; ++i) {
      ::CancelIoEx(stream, nullptr);
      ::CancelSynchronousIo(worker.native_handle());
      changed.wait_for(lock, std::chrono::milliseconds(2), [this] { return has_ended; });
    }
    const bool joins = has_ended;
    lock.unlock();
    joins ? worker.join() : worker.detach();
  }

  asio::any_io_executor executor;
  HANDLE stream;
  async::Notify progress;
  bool is_busy = false;
  std::uint64_t cancels = 0;

  std::thread thread;
  std::mutex mutex;  // for what follows
  std::condition_variable changed;
  std::function<void()> next;
  bool is_ending = false;
  bool has_ended = false;
};

BlockingCalls::BlockingCalls(const asio::any_io_executor& executor, HANDLE stream)
    : state_(std::make_shared<State>(executor, stream)) {
  state_->thread = std::thread([state = state_] { state->work(); });
}

BlockingCalls::~BlockingCalls() {
  std::thread thread = std::move(state_->thread);
  state_->end(thread);
}

void BlockingCalls::begin(std::function<void()> call) {
  state_->is_busy = true;
  {
    const std::lock_guard lock(state_->mutex);
    state_->next = std::move(call);
  }
  state_->changed.notify_all();
}

asio::awaitable<bool> BlockingCalls::wait() {
  const std::shared_ptr<State> state = state_;
  const std::uint64_t cancels = state->cancels;
  while (state->is_busy && state->cancels == cancels) co_await state->progress.wait();
  co_return !state->is_busy;
}

bool BlockingCalls::is_busy() const {
  return state_->is_busy;
}

void BlockingCalls::cancel() {
  ++state_->cancels;
  state_->progress.notify();
}

}  // namespace cloudx::os
