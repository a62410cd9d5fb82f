#include "net/loss_watch.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "os/network/address_watch.hpp"
#include "os/network/tcp_state.hpp"

namespace cloudx::net {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kLookInterval{1};

}  // namespace

void DeadPeerDetector::look(TimePoint now, bool unacknowledged,
                            std::chrono::milliseconds since_heard) {
  if (!std::exchange(waiting_, unacknowledged)) since_ = now;
  since_ = std::max(since_, now - since_heard);
}

struct LossWatch::State : std::enable_shared_from_this<State> {
  State(os::TcpSocket& the_socket, const asio::ip::address& local, std::function<void()> what_then)
      : timer(the_socket.get_executor()),
        socket(the_socket),
        on_loss(std::move(what_then)),
        address(the_socket.get_executor(), local, [this] { lost(); }) {}

  // on_loss may destroy this object: nothing of it is used after the call.
  void lost() {
    if (on_loss) std::exchange(on_loss, nullptr)();
  }

  void look_later() {
    timer.expires_after(kLookInterval);
    timer.async_wait([state = shared_from_this()](const boost::system::error_code& error) {
      if (!error && state->on_loss) state->look();
    });
  }

  void look() {
    const auto now = std::chrono::steady_clock::now();
    if (const auto sending = os::send_state(socket, signs)) {
      detector.look(now, sending->unacknowledged, sending->since_heard);
    }
    looking = detector.waiting();
    if (detector.silent(now)) {
      lost();
    } else if (looking) {
      look_later();
    }
  }

  asio::steady_timer timer;
  os::TcpSocket& socket;
  os::PeerSigns signs;
  std::function<void()> on_loss;  // null once called or not wanted any more
  DeadPeerDetector detector;
  bool looking = false;
  os::AddressWatch address;
};

LossWatch::LossWatch(os::TcpSocket& socket, const asio::ip::address& local,
                     std::function<void()> on_loss)
    : state_(std::make_shared<State>(socket, local, std::move(on_loss))) {}

LossWatch::~LossWatch() {
  state_->on_loss = nullptr;
  state_->timer.cancel();
}

void LossWatch::data_sent() {
  if (!std::exchange(state_->looking, true)) state_->look_later();
}

}  // namespace cloudx::net
