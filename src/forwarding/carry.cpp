#include "forwarding/carry.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "async/alarm.hpp"
#include "async/notify.hpp"
#include "async/task_group.hpp"

namespace cloudx::forwarding {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kReadSize = 64U << 10;

class Connection {
 public:
  Connection(const asio::any_io_executor& executor, MuxPipe& mux, os::LocalSocket socket,
             std::chrono::milliseconds linger)
      : mux_(mux),
        socket_(std::move(socket)),
        linger_time_(linger),
        room_(executor),
        readable_(executor),
        linger_(executor) {}

  asio::awaitable<Carried> run(asio::any_io_executor executor, Bytes first) {
    const auto id = mux_.open([this] { on_change(); });
    if (!id) {
      abort();
      co_return carried_;
    }
    id_ = *id;
    async::TaskGroup both(executor);
    both.start(send(std::move(first)));
    both.start(receive());
    co_await both.all_ended();
    mux_.close(id_, local_failed_);
    carried_.complete = !mux_.is_over();
    co_return carried_;
  }

 private:
  void on_change() {
    room_.notify();
    readable_.notify();
    // Who does not read would keep the connection for ever.
    if (mux_.is_over()) linger_.set(linger_end(), [this] { abort(); });
  }

  // From the local side to the far end.
  asio::awaitable<void> send(Bytes first) {
    co_await pass_on(first);
    Bytes buffer(kReadSize);
    for (;;) {
      const auto [error, size] = co_await socket_.async_read_some(
          asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
      if (error == asio::error::eof && !mux_.ended(id_)) mux_.end_input(id_);
      local_failed_ = error && error != asio::error::eof && !mux_.ended(id_);
      if (local_failed_) readable_.notify();
      if (error) co_return;
      co_await pass_on(ByteView(buffer).first(size));
    }
  }

  // After the end of the far end what still comes is read and dropped, see kLingerTime.
  asio::awaitable<void> pass_on(ByteView bytes) {
    while (!bytes.empty() && !mux_.ended(id_)) {
      const std::size_t taken = mux_.write(id_, bytes);
      carried_.sent += taken;
      bytes = bytes.subspan(taken);
      if (!bytes.empty()) co_await room_.wait();
    }
  }

  asio::awaitable<void> receive() {
    Bytes bytes;
    while (!local_failed_) {
      if (mux_.readable(id_)) {
        mux_.take(id_, bytes);
        const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(bytes),
                                                              asio::as_tuple(asio::use_awaitable));
        carried_.received += size;
        mux_.consumed(id_, bytes.size());
        if (error) local_failed_ = true;
      } else if (mux_.ended(id_)) {
        break;
      } else {
        co_await readable_.wait();
      }
    }
    if (local_failed_ || mux_.is_over()) {
      abort();
    } else {
      end_local();
    }
  }

  void end_local() {
    boost::system::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    linger_.set(linger_end(), [this] { close(); });
  }

  [[nodiscard]] async::Alarm::TimePoint linger_end() const {
    return std::chrono::steady_clock::now() + linger_time_;
  }

  // The local side sees that the connection has not ended in order.
  void abort() {
    boost::system::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
  }

  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    room_.notify();
  }

  MuxPipe& mux_;
  os::LocalSocket socket_;
  std::chrono::milliseconds linger_time_;
  async::Notify room_;
  async::Notify readable_;
  async::Alarm linger_;
  smux::StreamId id_ = 0;
  Carried carried_;
  bool local_failed_ = false;
};

}  // namespace

asio::awaitable<Carried> carry(asio::any_io_executor executor, std::shared_ptr<MuxPipe> mux,
                               os::LocalSocket socket, Bytes first,
                               std::chrono::milliseconds linger) {
  Connection connection(executor, *mux, std::move(socket), linger);
  co_return co_await connection.run(std::move(executor), std::move(first));
}

}  // namespace cloudx::forwarding
