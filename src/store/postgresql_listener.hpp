#pragma once
// Hears of changes that this and other nodes make, on a connection and a thread of its own.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/descriptor.hpp"
#include "store/postgresql_connection.hpp"

namespace cloudx::store::postgresql {

class Listener {
 public:
  // `told` is called on the listener's thread with each payload, and with "" whenever listening has
  // begun, because what was told before then was not heard.
  Listener(std::shared_ptr<const Server> server, std::string channel,
           std::function<void(std::string_view payload)> told);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  // Waits for a call of `told` to return, and for an attempt to connect.
  ~Listener();

 private:
  void run();
  // Until the connection is lost.
  void hear(Connection& connection);
  // Waits for the descriptor to become readable (negative: for none), the time to pass (negative:
  // for ever) or the end. False: the end has come.
  [[nodiscard]] bool wait(int descriptor, int milliseconds);

  std::shared_ptr<const Server> server_;
  std::string channel_;
  std::function<void(std::string_view payload)> told_;
  Descriptor stop_;       // an eventfd; readable when it is to end
  bool stopped_ = false;  // the thread's own
  std::thread thread_;
};

}  // namespace cloudx::store::postgresql
