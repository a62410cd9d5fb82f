#pragma once
// Takes connections on the local ends and carries each to its destination, until it is stopped.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/alarm.hpp"
#include "async/task_group.hpp"
#include "features/forward/events.hpp"
#include "features/forward/idle_sessions.hpp"
#include "features/forward/listening.hpp"
#include "features/forward/negotiation.hpp"
#include "features/forward/register.hpp"
#include "features/forward/route.hpp"

namespace cloudx::forward {

// When it counts as ready.
struct Readiness {
  bool destinations_answer = false;  // each has taken a connection
  async::Deadline until;             // for that
  // Called before connections are taken; an error ends the run. May be empty.
  std::function<Result<void>(const std::vector<LocalEnd>&)> reached;
};

class Forwarder {
 public:
  // `parts` and `events` must outlive this object.
  Forwarder(boost::asio::any_io_executor executor, const RouteParts& parts, Events& events,
            std::vector<Listening> listening);

  // Opens the sessions that are known of, then takes connections. Errors: one of these could not be
  // opened, or did not get ready; Errc::interrupted after a stop. The sessions have been ended.
  boost::asio::awaitable<Result<void>> run(std::stop_token stop, Readiness readiness);
  // Connections have been taken: a stop is the orderly end.
  [[nodiscard]] bool was_ready() const { return was_ready_; }
  // How many are open now.
  [[nodiscard]] std::size_t connections() const { return open_; }

 private:
  boost::asio::awaitable<Result<void>> become_ready(async::Deadline deadline,
                                                    const Readiness& readiness);
  boost::asio::awaitable<Result<void>> open_known(async::Deadline deadline);
  boost::asio::awaitable<void> take_connections(Listening& listening, async::Deadline deadline);
  boost::asio::awaitable<void> serve(os::LocalSocket socket, std::string local,
                                     std::optional<Destination> destination,
                                     async::Deadline deadline);
  boost::asio::awaitable<void> serve_socks(os::LocalSocket socket, std::string local,
                                           async::Deadline deadline);
  boost::asio::awaitable<void> serve_asked(os::LocalSocket socket, Negotiated wanted,
                                           const Destination& destination, std::string local,
                                           async::Deadline deadline);
  boost::asio::awaitable<void> carry_to(const Destination& destination, os::LocalSocket socket,
                                        Bytes first, std::string local, async::Deadline deadline);
  [[nodiscard]] Route& route_to(const Destination& destination);
  // Of SOCKS clients: a session that nobody uses is ended after a while.
  void leave(const Destination& destination);
  void end_idle_sessions();
  boost::asio::awaitable<void> end_session(Destination destination);

  boost::asio::any_io_executor executor_;
  const RouteParts& parts_;
  Events& events_;
  std::vector<Listening> listening_;
  std::map<Destination, std::unique_ptr<Route>> routes_;
  IdleSessions idle_;
  async::Alarm idle_alarm_;
  async::TaskGroup tasks_;
  std::uint64_t connections_ = 0;  // ever
  std::size_t open_ = 0;
  bool was_ready_ = false;
  bool ending_ = false;
  bool trouble_told_ = false;  // a connection could not be taken
};

}  // namespace cloudx::forward
