#pragma once
// Hears of changes that this and other nodes make, on a connection and a thread of its own.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "os/socket_wait.hpp"
#include "store/postgresql_connection.hpp"

namespace cloudx::store::postgresql {

class Listener {
 public:
  // Both are called on the listener's thread.
  struct Told {
    // With each payload, and with "" whenever listening has begun, because what was told before
    // then was not heard. Where notifications do not come through, with "" every two seconds.
    std::function<void(std::string_view payload)> changed;
    // That notifications do not come through, once. May be empty.
    std::function<void(std::string_view words)> troubled;
  };
  // Notifies the channel, on another connection.
  using Notify = std::function<Result<void>(const std::string& payload)>;

  Listener(std::shared_ptr<const Server> server, std::string channel, Told told, Notify notify);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  // Waits for a call of `told` to return, and for an attempt to connect.
  ~Listener();

  void start();

  // Listens on a new connection. Any thread, once it was started.
  void renew();

 private:
  void run();
  // Until the connection is lost or to be renewed.
  void hear(Connection& connection);
  // Passes on what has come. True: a probe of this listener was among it.
  bool pass_on(Connection& connection);
  // Until there is something to do without a notification; nothing where there never is.
  [[nodiscard]] std::optional<std::chrono::milliseconds> time_left() const;
  void do_what_is_due();
  void look_instead();
  // Waits for something to come at the socket, the time to pass, the end or a renewal. False: the
  // end or a renewal has come.
  [[nodiscard]] bool wait(std::optional<int> socket,
                          std::optional<std::chrono::milliseconds> limit);

  std::shared_ptr<const Server> server_;
  std::string channel_;
  Told told_;
  Notify notify_;
  os::SocketWait waiting_;
  std::atomic<bool> stop_ = false;
  std::atomic<bool> renew_ = false;
  // The thread's own.
  enum class Hearing : std::uint8_t { unknown, good, bad };
  Hearing hearing_ = Hearing::unknown;
  bool troubled_ = false;
  std::string probe_;  // the payload of our own that is waited for
  std::chrono::steady_clock::time_point due_;
  std::thread thread_;
};

}  // namespace cloudx::store::postgresql
