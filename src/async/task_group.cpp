#include "async/task_group.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::async {

namespace asio = boost::asio;

TaskGroup::TaskGroup(const asio::any_io_executor& executor)
    : over_(executor, std::chrono::steady_clock::time_point::max()) {}

void TaskGroup::start(asio::awaitable<void> task) {
  ++running_;
  asio::co_spawn(over_.get_executor(), std::move(task), [this](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
    if (--running_ == 0) over_.cancel();
  });
}

asio::awaitable<void> TaskGroup::all_ended() {
  while (running_ > 0) co_await over_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace cloudx::async
