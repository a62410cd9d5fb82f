#include "os/streams/terminal_size_watch.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace cloudx::os {

namespace asio = boost::asio;

namespace {

// A console tells of its size only those who read its input as events.
constexpr std::chrono::milliseconds kPause{250};

}  // namespace

class TerminalSizeWatch::Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(const asio::any_io_executor& executor, std::function<void(TerminalSize)> on_size)
      : looks_(executor), on_size_(std::move(on_size)) {}

  void wait() {
    looks_.expires_after(kPause);
    looks_.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (error || !self->on_size_) return;
      self->wait();
      const TerminalSize size = terminal_size(StandardStream::output);
      const bool same = size.rows == self->size_.rows && size.columns == self->size_.columns;
      self->size_ = size;
      if (!same) self->on_size_(size);
    });
  }
  void end() {
    on_size_ = nullptr;
    looks_.cancel();
  }

 private:
  asio::steady_timer looks_;
  std::function<void(TerminalSize)> on_size_;
  TerminalSize size_ = terminal_size(StandardStream::output);
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
