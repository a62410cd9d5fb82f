#pragma once
// Calls a function later, once. The handler of a timer of Asio may be in the queue already when the
// timer is cancelled, set anew or destroyed, and then it runs all the same; this one does not.

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace cloudx::async {

class Alarm {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit Alarm(const boost::asio::any_io_executor& executor);
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm();  // cancels

  // Replaces an earlier setting. `on_time` runs on the executor, never inside set(); it may destroy
  // this object.
  void set(TimePoint at, std::function<void()> on_time);
  void cancel();

 private:
  struct State;
  std::shared_ptr<State> state_;  // outlives this object until the handler has run
};

}  // namespace cloudx::async
