#pragma once
// What can be done with endpoints, whichever protocol asks for it.

#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "features/relay/reconcile/rate_limit.hpp"
#include "features/relay/service/change_notifier.hpp"
#include "features/relay/service/reconciler_driver.hpp"
#include "features/relay/service/store_access.hpp"

namespace cloudx::relay {

class Endpoints {
 public:
  // All must outlive this object.
  Endpoints(boost::asio::any_io_executor executor, StoreAccess& store, ChangeNotifier& changes,
            ReconcilerDriver& reconciler, const LaunchPolicy& launches, const Clock& clock);
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;

  struct Wanted {
    RelayState state;
    bool began = false;  // a launch that nobody had asked for before
  };
  // Joins the endpoint's relay or begins to launch one; where one is ending, its end is awaited.
  // Errc::unsupported: too many launches of this endpoint, the message says when to come again.
  boost::asio::awaitable<Result<Wanted>> want(std::string id, bool v1, std::string client,
                                              async::Deadline deadline);
  boost::asio::awaitable<Result<RelayState>> find(std::string id);
  // Returns the state once a relay that runs by its record was seen to run.
  boost::asio::awaitable<Result<RelayState>> find_confirmed(std::string id);
  // The state as soon as its version is another than `seen`, or when the deadline has passed.
  boost::asio::awaitable<Result<RelayState>> wait(std::string id, std::uint64_t seen,
                                                  async::Deadline deadline);
  // A client has it in use.
  boost::asio::awaitable<Result<void>> use(std::string id);
  // Begins its end, and that of every VM of the endpoint, whoever launched it. False: there is
  // nothing to end, or it is ending already.
  boost::asio::awaitable<Result<bool>> end(std::string id);
  // Ends what was launched for this client, unless others want it, too.
  boost::asio::awaitable<Result<bool>> give_up(std::string id, std::string client);

 private:
  struct Ended {
    bool began = false;
    RelayPhase phase = RelayPhase::none;
  };
  // `change` is one that begins the end.
  boost::asio::awaitable<Result<Ended>> begin(std::string id, store::Change change);

  boost::asio::any_io_executor executor_;
  StoreAccess& store_;
  ChangeNotifier& changes_;
  ReconcilerDriver& reconciler_;
  const LaunchPolicy& launch_policy_;
  const Clock& clock_;
  RateLimit launches_;
};

}  // namespace cloudx::relay
