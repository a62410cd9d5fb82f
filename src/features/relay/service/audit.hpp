#pragma once
// Who asked what: the audit log in the store, and the same lines on stderr for the journal.

#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "async/task_group.hpp"
#include "features/relay/reconcile/rate_limit.hpp"
#include "features/relay/service/change_notifier.hpp"
#include "features/relay/service/clock.hpp"
#include "features/relay/service/store_access.hpp"
#include "os/line_log.hpp"

namespace cloudx::relay {

struct Actor {
  std::string who;   // "connect", "forward", "operator", "v1", "metrics", "service"
  std::string peer;  // IP address; "" for the service itself
};

class Audit {
 public:
  // Tells the observers of `changes` what was written. All must outlive this object.
  Audit(const boost::asio::any_io_executor& executor, StoreAccess& store, ChangeNotifier& changes,
        const Clock& clock, os::LineLog& log);
  Audit(const Audit&) = delete;
  Audit& operator=(const Audit&) = delete;

  // Returns at once; the store is told on the way. `what` comes from this program, never from a
  // request as it stands.
  void record(std::string_view endpoint, const Actor& actor, std::string_view what);
  // Records what strangers can do as often as they like: a few a second are kept.
  void record_refusal(std::string_view endpoint, const Actor& actor, std::string_view why);

  // Lines that the journal has not got.
  [[nodiscard]] std::uint64_t dropped_lines() const { return log_.dropped(); }

  boost::asio::awaitable<void> all_written() { return tasks_.all_ended(); }

 private:
  boost::asio::awaitable<void> write(store::Event event);

  StoreAccess& store_;
  ChangeNotifier& changes_;
  const Clock& clock_;
  os::LineLog& log_;
  async::TaskGroup tasks_;
  RateLimit refusals_;
  std::string last_;  // the service's own words are not repeated
};

}  // namespace cloudx::relay
