#pragma once
// While a connection comes about nothing is written, so that a reader who leaves goes unnoticed: an
// ssh that died while the instance or the relay boots. Nobody is left to wait for then.

#include <memory>
#include <stop_token>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "base/error.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::tunnel {

class OutputWatch {
 public:
  // A stop of `abandon` is requested when nobody reads the output of `pipe` any more. The pipe must
  // outlive the watch, and the watch its end: cancel the pipe and wait for ended().
  OutputWatch(boost::asio::any_io_executor executor, os::LocalPipe& pipe, std::stop_source abandon);
  OutputWatch(const OutputWatch&) = delete;
  OutputWatch& operator=(const OutputWatch&) = delete;

  // Nothing where a watch is under way. One that the pipe's cancel() has ended can be started
  // again.
  void start();
  // Returns when the watch that was started last is over. Errc::timeout, Errc::interrupted.
  boost::asio::awaitable<Result<void>> ended(async::Deadline deadline);
  [[nodiscard]] bool is_gone() const { return is_gone_; }

 private:
  boost::asio::awaitable<void> wait_for_leaving(std::shared_ptr<async::Event> over);

  boost::asio::any_io_executor executor_;
  os::LocalPipe& pipe_;
  std::stop_source abandon_;
  std::shared_ptr<async::Event> over_;  // set when the watch is over; null before the first one
  bool is_gone_ = false;
};

}  // namespace cloudx::tunnel
