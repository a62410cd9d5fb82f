#include "features/relay/connect/connect.hpp"

#include <memory>
#include <utility>

#include "features/relay/client/endpoint_client.hpp"
#include "features/relay/connect/relay_connection.hpp"
#include "tunnel/proxy_command.hpp"

namespace cloudx::relay {

Result<void> run_connect(const RelayConnectRequest& request, const home::ProcessContext& context,
                         Progress& progress) {
  auto plan = make_relay_plan(request, context);
  if (!plan) return std::unexpected(plan.error());
  EndpointClient client(plan->settings);
  return tunnel::run_proxy_command([&](boost::asio::any_io_executor executor, os::LocalPipe& pipe) {
    return std::make_unique<RelayConnection>(std::move(executor), *plan, client.service(), pipe,
                                             progress);
  });
}

}  // namespace cloudx::relay
