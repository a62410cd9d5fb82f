#pragma once
// One destination: the session that carries connections to it, begun anew when it is needed again.

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/condition.hpp"
#include "async/deadline.hpp"
#include "aws/clients/clients.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/forward/destination.hpp"
#include "forwarding/carry.hpp"
#include "forwarding/mux_pipe.hpp"
#include "session/session_notices.hpp"
#include "session/session_plan.hpp"

namespace cloudx::forward {

// What all routes of a run share. All must outlive them.
struct RouteParts {
  aws::Clients* clients = nullptr;
  const session::SessionPlan* plan = nullptr;  // with the document that was named, if any
  Progress* progress = nullptr;
  bool renewable = true;  // the credentials
};

class Route final : private session::SessionNotices {
 public:
  Route(boost::asio::any_io_executor executor, const RouteParts& parts, Destination destination);

  [[nodiscard]] const Destination& destination() const { return destination_; }
  // A session is open; one is begun where there is none. Errors are explained.
  boost::asio::awaitable<Result<void>> open(async::Deadline deadline);
  // Until the destination has taken a connection, see forwarding::probe(); it is tried again where
  // it does not. Errc::timeout; unsupported where the agent has no multiplexer; those of open().
  boost::asio::awaitable<Result<void>> wait_until_accepted(async::Deadline deadline);
  // One local connection to its end, see forwarding::carry().
  boost::asio::awaitable<Result<forwarding::Carried>> carry_connection(os::LocalSocket socket,
                                                                       Bytes first,
                                                                       async::Deadline deadline);
  // Ends the session in order, and waits for it.
  boost::asio::awaitable<void> close();
  // The same for a session that nobody uses: who needs one meanwhile gets the next one.
  boost::asio::awaitable<void> rest();
  [[nodiscard]] bool is_closed() const { return state_ == State::closed; }

 private:
  enum class State : std::uint8_t { closed, opening, open };

  boost::asio::awaitable<void> run_session(async::Deadline deadline);
  boost::asio::awaitable<Result<forwarding::Carried>> carry_alone(os::LocalSocket socket,
                                                                  Bytes first,
                                                                  async::Deadline deadline);
  void opened(const ssm::Opened& session) override;
  void connections_refused(int count) override;
  void end(Result<void> why);

  boost::asio::any_io_executor executor_;
  RouteParts parts_;
  Destination destination_;
  session::SessionPlan plan_;
  State state_ = State::closed;
  async::Condition changed_;
  std::shared_ptr<forwarding::MuxPipe> mux_;  // of the present session
  std::stop_source stop_;                     // of the present session
  std::optional<Error> failure_;              // of the last session, until the next one
  bool resting_ = false;                      // the present session is being ended
  bool probing_ = false;                      // refusals are expected
  bool alone_ = false;  // the agent has no multiplexer: each connection has a session
};

}  // namespace cloudx::forward
