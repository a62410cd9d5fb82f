#pragma once
// The machine to be reached: hears of relays that are launched for it, and goes there.

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/task_group.hpp"
#include "base/progress.hpp"
#include "features/relay/client/backoff.hpp"
#include "features/relay/client/endpoint_client.hpp"
#include "features/relay/forward/forward_request.hpp"
#include "features/relay/forward/forwarding.hpp"
#include "features/relay/forward/service_manager.hpp"

namespace cloudx::relay {

class Daemon {
 public:
  // All must outlive it. `log` takes one line for each thing that happens.
  Daemon(boost::asio::any_io_executor executor, const ClientSettings& settings,
         const ForwardRequest& request, Progress& log, const ServiceManager& manager);

  // Until a stop is requested; nothing else ends it.
  boost::asio::awaitable<Result<void>> run(std::stop_token stop);

 private:
  boost::asio::awaitable<void> listen(async::Deadline deadline);
  boost::asio::awaitable<void> follow(EndpointView view, async::Deadline deadline);
  boost::asio::awaitable<void> forward_to(EndpointView relay, std::stop_source stop);
  boost::asio::awaitable<void> keep_alive(async::Deadline deadline);
  void tell_trouble(const Error& error);
  void tell_waiting();

  boost::asio::any_io_executor executor_;
  const ClientSettings& settings_;
  const ForwardRequest& request_;
  Progress& log_;
  const ServiceManager& manager_;
  EndpointClient client_;
  async::TaskGroup forwardings_;
  std::optional<std::stop_source> forwarding_;  // stops the one that runs
  std::string open_;                            // the relay that it goes to
  std::string done_;                            // the last one that was over
  std::string trouble_;                         // what was told last; empty: all is well
};

}  // namespace cloudx::relay
