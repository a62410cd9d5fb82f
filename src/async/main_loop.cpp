#include "async/main_loop.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "os/stop_signals.hpp"

namespace cloudx::async {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kImpatience{1};

// Never destroyed: its end would wait for the resolver's thread, and getaddrinfo() cannot be
// interrupted.
asio::io_context& io_context() {
  static auto* const io = new asio::io_context(1);
  return *io;
}

// What signals mean instead of a request to stop; both may be empty.
struct Others {
  std::function<void()> on_hangup = nullptr;
  std::function<bool()> on_interrupt = nullptr;
  Ignored ignored = Ignored::left_alone;

  [[nodiscard]] bool take(int number) const {
    if (os::is_hangup(number) && on_hangup) {
      on_hangup();
      return true;
    }
    return os::is_interrupt(number) && on_interrupt && on_interrupt();
  }
};

class Signals {
 public:
  Signals(asio::io_context& io, std::stop_source stop, Others others)
      : io_(io), signals_(io), stop_(std::move(stop)), others_(std::move(others)) {
    const bool all = others_.ignored == Ignored::taken_too;
    for (const int number : all ? os::all_stop_signals() : os::stop_signals()) {
      signals_.add(number);
    }
    wait();
  }

 private:
  void wait() {
    signals_.async_wait(
        [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error, int number) {
          if (error) return;
          // It came when the task had just ended, and is for the one that runs now.
          if (alive.expired()) {
            os::raise_again(number);
            return;
          }
          if (others_.take(number)) {
            wait();
            return;
          }
          if (is_impatient(number)) {
            io_.stop();
            return;
          }
          stop_.request_stop();
          wait();
        });
  }

  // Who asks twice does not want to wait for an orderly end. Two kinds are no second request:
  // Ctrl-C reaches this program and ssh, and ssh then hangs up on its ProxyCommand. Nor are two
  // within moments: libraries that run an ssh, and process groups, send one signal several times.
  bool is_impatient(int number) {
    const auto now = std::chrono::steady_clock::now();
    const auto [first, is_new] = first_.try_emplace(number, now);
    return !is_new && !os::is_hangup(number) && now - first->second >= kImpatience;
  }

  asio::io_context& io_;
  asio::signal_set signals_;
  std::stop_source stop_;
  Others others_;
  std::map<int, std::chrono::steady_clock::time_point> first_;  // of each signal
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // a handler may outlive this object
};

Result<void> run(const MainTask& task, Others others) {
  asio::io_context& io = io_context();
  io.restart();
  const std::stop_source stop;
  const Signals signals(io, stop, std::move(others));
  Result<void> ended = fail(Errc::interrupted, "interrupted");
  asio::co_spawn(io, task(io.get_executor(), stop.get_token()),
                 [&](const std::exception_ptr& thrown, Result<void> result) {
                   if (thrown) std::rethrow_exception(thrown);
                   ended = std::move(result);
                   io.stop();
                 });
  io.run();
  return ended;
}

}  // namespace

Result<void> run_to_end(const MainTask& task) {
  return run(task, {});
}

Result<void> run_to_end(const MainTask& task, std::function<bool()> on_interrupt, Ignored ignored) {
  return run(task, {.on_interrupt = std::move(on_interrupt), .ignored = ignored});
}

Result<void> run_service_to_end(const MainTask& task, std::function<void()> on_hangup) {
  return run(task, {.on_hangup = std::move(on_hangup)});
}

}  // namespace cloudx::async
