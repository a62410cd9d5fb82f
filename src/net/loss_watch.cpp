#include "net/loss_watch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace cloudx::net {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kLookInterval{1};

// A socket that becomes readable when an address of this machine comes or goes; -1 where the system
// does not allow it (rtnetlink(7)).
int address_events() {
  const int events = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  sockaddr_nl groups{};
  groups.nl_family = AF_NETLINK;
  groups.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (events >= 0 && bind(events, reinterpret_cast<const sockaddr*>(&groups), sizeof groups) != 0) {
    close(events);
    return -1;
  }
  return events;
}

// A socket can be bound to an address only while this machine has it.
bool is_gone(const asio::ip::address& address) {
  const asio::ip::tcp::endpoint endpoint(address, 0);
  const int probe = socket(endpoint.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return false;
  const bool refused = bind(probe, endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0 &&
                       errno == EADDRNOTAVAIL;
  close(probe);
  return refused;
}

}  // namespace

void DeadPeerDetector::look(TimePoint now, bool unacknowledged,
                            std::chrono::milliseconds since_heard) {
  if (!std::exchange(waiting_, unacknowledged)) since_ = now;
  since_ = std::max(since_, now - since_heard);
}

struct LossWatch::State : std::enable_shared_from_this<State> {
  State(const asio::any_io_executor& executor, int the_socket, asio::ip::address local_address,
        std::function<void()> what_then)
      : timer(executor),
        events(executor),
        socket(the_socket),
        local(std::move(local_address)),
        on_loss(std::move(what_then)) {}

  void await_events() {
    events.async_wait(asio::posix::stream_descriptor::wait_read,
                      [state = shared_from_this()](const boost::system::error_code& error) {
                        if (!error && state->on_loss) state->addresses_changed();
                      });
  }

  // What has changed is not read: only whether our address is still there counts.
  void addresses_changed() {
    std::array<char, 4096> ignored{};
    while (recv(events.native_handle(), ignored.data(), ignored.size(), 0) > 0) {
    }
    if (is_gone(local)) {
      std::exchange(on_loss, nullptr)();
    } else {
      await_events();
    }
  }

  void look_later() {
    timer.expires_after(kLookInterval);
    timer.async_wait([state = shared_from_this()](const boost::system::error_code& error) {
      if (!error && state->on_loss) state->look();
    });
  }

  void look() {
    tcp_info info{};
    socklen_t size = sizeof info;
    const auto now = std::chrono::steady_clock::now();
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0) {
      detector.look(now, info.tcpi_unacked > 0, std::chrono::milliseconds(info.tcpi_last_ack_recv));
    }
    looking = detector.waiting();
    if (detector.silent(now)) {
      std::exchange(on_loss, nullptr)();
    } else if (looking) {
      look_later();
    }
  }

  asio::steady_timer timer;
  asio::posix::stream_descriptor events;
  int socket;
  asio::ip::address local;
  std::function<void()> on_loss;  // null once called or not wanted any more
  DeadPeerDetector detector;
  bool looking = false;
};

LossWatch::LossWatch(const asio::any_io_executor& executor, int socket,
                     const asio::ip::address& local, std::function<void()> on_loss)
    : state_(std::make_shared<State>(executor, socket, local, std::move(on_loss))) {
  const int events = address_events();
  if (events < 0) return;
  state_->events.assign(events);
  state_->await_events();
}

LossWatch::~LossWatch() {
  state_->on_loss = nullptr;
  state_->timer.cancel();
  boost::system::error_code ignored;
  state_->events.close(ignored);
}

void LossWatch::data_sent() {
  if (!std::exchange(state_->looking, true)) state_->look_later();
}

}  // namespace cloudx::net
