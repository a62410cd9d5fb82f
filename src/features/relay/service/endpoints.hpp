#pragma once
// Carries out what is asked of endpoints, whichever protocol it comes by.

#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "features/relay/reconcile/endpoint_request.hpp"
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

  // The requests of endpoint_request.hpp, with what they say of their results.
  boost::asio::awaitable<Result<WantRelay::Wanted>> want(std::string id, WantRelay::Asker asker,
                                                         async::Deadline deadline);
  boost::asio::awaitable<Result<void>> use(std::string id);
  boost::asio::awaitable<Result<bool>> end(std::string id, std::string client = {});

  boost::asio::awaitable<Result<RelayState>> find(std::string id);
  // Returns the state once a relay that runs by its record was seen to run.
  boost::asio::awaitable<Result<RelayState>> find_confirmed(std::string id);
  // The state as soon as its version is another than `seen`, or when the deadline has passed.
  boost::asio::awaitable<Result<RelayState>> wait(std::string id, std::uint64_t seen,
                                                  async::Deadline deadline);

 private:
  // `watcher`: of a request that may await a change, else null.
  boost::asio::awaitable<void> perform(EndpointRequest& work, std::string id,
                                       ChangeNotifier::Watcher* watcher, async::Deadline deadline);
  boost::asio::awaitable<EndpointRequest::Seen> carry_out(EndpointRequest::Action action,
                                                          std::string id,
                                                          ChangeNotifier::Watcher* watcher,
                                                          async::Deadline deadline);

  boost::asio::any_io_executor executor_;
  StoreAccess& store_;
  ChangeNotifier& changes_;
  ReconcilerDriver& reconciler_;
  const LaunchPolicy& launch_policy_;
  const Clock& clock_;
  RateLimit launches_ = launch_limit();
};

}  // namespace cloudx::relay
