#pragma once
// Who waits for a change of which endpoint, or of anything at all. One thread only.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::relay {

class ChangeNotifier {
 public:
  ChangeNotifier() = default;
  ChangeNotifier(const ChangeNotifier&) = delete;
  ChangeNotifier& operator=(const ChangeNotifier&) = delete;

  // Notices changes of one endpoint from when it is made: look at the state after that, and no
  // change between looking and waiting is missed.
  class Watcher {
   public:
    // `id` "": every change of every endpoint, and what notify_observers() is for. The
    // ChangeNotifier must outlive it.
    Watcher(ChangeNotifier& changes, const boost::asio::any_io_executor& executor, std::string id);
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;
    ~Watcher();

    // Returns when the endpoint has changed since the last call (or since this was made).
    // Errc::timeout, Errc::interrupted.
    boost::asio::awaitable<Result<void>> changed(async::Deadline deadline);

   private:
    friend class ChangeNotifier;
    ChangeNotifier& changes_;
    std::string id_;
    boost::asio::steady_timer timer_;  // never expires; cancelled by a change
    bool has_changed_ = false;
  };

  // "" for any endpoint.
  void notify(std::string_view id);
  // Something has changed that only those who watch everything want to know: who was heard of, the
  // audit log.
  void notify_observers();
  [[nodiscard]] std::size_t waiting() const { return waiting_; }

 private:
  void wake(std::string_view id);
  static void wake_all(const std::set<Watcher*>& watchers);

  std::map<std::string, std::set<Watcher*>, std::less<>> watchers_;
  std::size_t waiting_ = 0;
};

}  // namespace cloudx::relay
