#pragma once
// Coroutines that run side by side, awaited together.

#include <cstddef>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace cloudx::async {

class TaskGroup {
 public:
  explicit TaskGroup(const boost::asio::any_io_executor& executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  // Runs `task` on the executor from now on. What it uses must live until all_ended() has returned;
  // how long it may take is its own matter (Deadline).
  void start(boost::asio::awaitable<void> task);

  // Must be awaited before this object goes, if anything was started.
  boost::asio::awaitable<void> all_ended();

 private:
  boost::asio::steady_timer over_;  // never expires; cancelled when the last task has ended
  std::size_t running_ = 0;
};

}  // namespace cloudx::async
