#include "os/streams/terminal_size_watch.hpp"

#include <csignal>
#include <utility>

#include <boost/asio/signal_set.hpp>

namespace cloudx::os {

namespace asio = boost::asio;

class TerminalSizeWatch::Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(const asio::any_io_executor& executor, std::function<void(TerminalSize)> on_size)
      : changes_(executor, SIGWINCH), on_size_(std::move(on_size)) {}

  void wait() {
    changes_.async_wait([self = shared_from_this()](boost::system::error_code error, int) {
      if (error || !self->on_size_) return;
      self->wait();
      self->on_size_(terminal_size(StandardStream::output));
    });
  }
  void end() {
    on_size_ = nullptr;
    changes_.cancel();
  }

 private:
  asio::signal_set changes_;
  std::function<void(TerminalSize)> on_size_;
};

TerminalSizeWatch::TerminalSizeWatch(const asio::any_io_executor& executor,
                                     std::function<void(TerminalSize)> on_size) {
  if (terminal_kind(StandardStream::output) == TerminalKind::none) return;
  on_size(terminal_size(StandardStream::output));
  watch_ = std::make_shared<Watch>(executor, std::move(on_size));
  watch_->wait();
}

TerminalSizeWatch::~TerminalSizeWatch() {
  if (watch_) watch_->end();
}

}  // namespace cloudx::os
