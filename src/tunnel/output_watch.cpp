#include "tunnel/output_watch.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace cloudx::tunnel {

namespace asio = boost::asio;

OutputWatch::OutputWatch(asio::any_io_executor executor, os::LocalPipe& pipe,
                         std::stop_source abandon)
    : executor_(std::move(executor)), pipe_(pipe), abandon_(std::move(abandon)) {}

void OutputWatch::start() {
  if (over_ && !over_->happened()) return;
  over_ = std::make_shared<async::Event>(executor_);
  asio::co_spawn(executor_, wait_for_leaving(over_), asio::detached);
}

asio::awaitable<Result<void>> OutputWatch::ended(async::Deadline deadline) {
  const std::shared_ptr<async::Event> over = over_;
  if (!over) co_return Result<void>{};
  co_return co_await over->wait(std::move(deadline));
}

asio::awaitable<void> OutputWatch::wait_for_leaving(std::shared_ptr<async::Event> over) {
  const bool gone = co_await pipe_.output_gone();
  if (gone) {
    is_gone_ = true;
    abandon_.request_stop();
  }
  over->set();
}

}  // namespace cloudx::tunnel
