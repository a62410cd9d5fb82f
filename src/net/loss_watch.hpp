#pragma once
// Notices that a TCP connection is lost though nothing says so: the network changed, or the address
// that the connection comes from went away. The kernel itself goes on repeating for a quarter of an
// hour (tcp_retries2). TCP_USER_TIMEOUT would shorten that, but it also ends a connection whose
// peer answers and only takes no more data for now (tcp(7): zero window).

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/ip/address.hpp>

#include "os/network/tcp_state.hpp"

namespace cloudx::net {

// How long sent data may wait while nothing at all comes back.
inline constexpr std::chrono::seconds kSilenceLimit{10};

// Calls `on_loss` at most once, on the executor, when this machine has lost the connection's local
// address, or when the peer's TCP has been silent for kSilenceLimit.
class LossWatch {
 public:
  // `socket` is connected and outlives this object. `on_loss` may destroy this object.
  LossWatch(os::TcpSocket& socket, const boost::asio::ip::address& local,
            std::function<void()> on_loss);
  LossWatch(const LossWatch&) = delete;
  LossWatch& operator=(const LossWatch&) = delete;
  ~LossWatch();

  // Data is on its way: looks at the socket every second until all of it is acknowledged.
  void data_sent();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// When the peer's silence began, from looks at the socket. Pure.
class DeadPeerDetector {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // A look at `now`: whether data is unacknowledged, and how long ago the peer's last segment came.
  void look(TimePoint now, bool unacknowledged, std::chrono::milliseconds since_heard);
  [[nodiscard]] bool silent(TimePoint now) const {
    return waiting_ && now - since_ >= kSilenceLimit;
  }
  [[nodiscard]] bool waiting() const { return waiting_; }

 private:
  bool waiting_ = false;
  TimePoint since_;  // data has been waiting since, and nothing heard
};

}  // namespace cloudx::net
