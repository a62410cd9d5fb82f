#pragma once
// This machine's SSH port on one relay, for as long as that relay is of use.

#include <cstdint>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/progress.hpp"
#include "features/relay/client/settings.hpp"
#include "features/relay/forward/decision.hpp"
#include "features/relay/forward/service_manager.hpp"

namespace cloudx::relay {

class Forwarding {
 public:
  // All must outlive it.
  Forwarding(boost::asio::any_io_executor executor, const ClientSettings& settings,
             std::uint16_t ssh_port, EndpointView relay, Progress& log,
             const ServiceManager& manager);

  // Starts ssh again and again, with pauses. True: the relay is over; false: the deadline passed.
  boost::asio::awaitable<bool> run(async::Deadline deadline);

 private:
  boost::asio::awaitable<Result<void>> run_once(async::Deadline deadline);
  void tell_refused_port();

  boost::asio::any_io_executor executor_;
  const ClientSettings& settings_;
  std::uint16_t ssh_port_;
  EndpointView relay_;
  Progress& log_;
  const ServiceManager& manager_;
  Attempts attempts_;
};

}  // namespace cloudx::relay
