#include "os/line_output.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "os/windows/access_list.hpp"
#include "os/windows/console.hpp"
#include "os/windows/open_file.hpp"
#include "os/windows/stream_io.hpp"

namespace cloudx::os {

namespace {

// Files and consoles: they take what they are given.
class DirectOutput final : public LineOutput {
 public:
  explicit DirectOutput(HANDLE output, Descriptor owner = Descriptor(-1))
      : owner_(std::move(owner)), output_(output) {}

  std::size_t put(std::string_view bytes) override {
    const bool done =
        console_mode(output_) ? write_to_console(output_, bytes) : write_to_stream(output_, bytes);
    return done ? bytes.size() : 0;
  }

 private:
  Descriptor owner_;
  HANDLE output_;
};

// A pipe cannot be asked whether it takes something: a thread waits for it, which may outlive this
// object where nobody reads.
class PipeOutput final : public LineOutput {
 public:
  explicit PipeOutput(HANDLE output, Descriptor owner = Descriptor(-1))
      : state_(std::make_shared<State>(output, std::move(owner))),
        thread_([state = state_] { state->work(); }) {}
  PipeOutput(const PipeOutput&) = delete;
  PipeOutput& operator=(const PipeOutput&) = delete;
  ~PipeOutput() override {
    constexpr std::chrono::milliseconds kPatience(500);
    std::unique_lock lock(state_->mutex);
    state_->is_ending = true;
    state_->changed.notify_all();
    const bool ended =
        state_->changed.wait_for(lock, kPatience, [this] { return state_->has_ended; });
    lock.unlock();
    ended ? thread_.join() : thread_.detach();
  }

  std::size_t put(std::string_view bytes) override {
    constexpr std::size_t kMostWaiting = 64U << 10;
    const std::lock_guard lock(state_->mutex);
    if (state_->waiting.size() + bytes.size() > kMostWaiting || state_->has_failed) return 0;
    state_->waiting += bytes;
    state_->changed.notify_all();
    return bytes.size();
  }

 private:
  struct State {
    State(HANDLE the_output, Descriptor the_owner)
        : owner(std::move(the_owner)), output(the_output) {}

    void work() {
      std::unique_lock lock(mutex);
      while (true) {
        changed.wait(lock, [this] { return is_ending || !waiting.empty(); });
        if (waiting.empty() || has_failed) break;
        const std::string bytes = std::exchange(waiting, {});
        lock.unlock();
        const bool done = write_to_stream(output, bytes);
        lock.lock();
        has_failed = !done;
      }
      has_ended = true;
      changed.notify_all();
    }

    Descriptor owner;
    HANDLE output;
    std::mutex mutex;  // for what follows
    std::condition_variable changed;
    std::string waiting;
    bool has_failed = false;
    bool is_ending = false;
    bool has_ended = false;
  };

  std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<LineOutput> line_output(StandardStream stream) {
  const HANDLE output = handle_of(stream);
  if (::GetFileType(output) == FILE_TYPE_PIPE) return std::make_unique<PipeOutput>(output);
  return std::make_unique<DirectOutput>(output);
}

std::unique_ptr<LineOutput> line_output(Descriptor output) {
  const HANDLE handle = handle_of(output);
  if (::GetFileType(handle) == FILE_TYPE_PIPE) {
    return std::make_unique<PipeOutput>(handle, std::move(output));
  }
  return std::make_unique<DirectOutput>(handle, std::move(output));
}

Result<Descriptor> open_to_append(const std::filesystem::path& file) {
  PrivateAccess access;
  Handle opened = access.attributes() == nullptr
                      ? Handle()
                      : open_file(file, FILE_APPEND_DATA, OPEN_ALWAYS, access.attributes());
  if (!opened) return fail(Errc::io, error_text(::GetLastError()));
  return to_descriptor(std::move(opened));
}

// None ends a process here.
void survive_failing_writes() {}

}  // namespace cloudx::os
