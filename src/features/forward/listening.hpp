#pragma once
// The local ends of forwards.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "base/error.hpp"
#include "features/forward/destination.hpp"
#include "features/forward/forward_spec.hpp"
#include "os/streams/listener.hpp"

namespace cloudx::forward {

struct Listening {
  std::unique_ptr<os::Listener> listener;
  std::optional<Destination> destination;  // none: its clients speak SOCKS
  std::string local;                       // "127.0.0.1:5432", "[::1]:5432", or the path
};

// One for each address that is meant. Of the two loopback addresses one is enough, on a machine
// that has no other; both have the same port. Errc::usage where it cannot be listened there.
[[nodiscard]] Result<std::vector<Listening>> listen(const boost::asio::any_io_executor& executor,
                                                    const LocalEndpoint& local,
                                                    const std::optional<Destination>& destination,
                                                    const std::string& home);

}  // namespace cloudx::forward
