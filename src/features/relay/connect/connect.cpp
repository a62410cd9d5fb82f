#include "features/relay/connect/connect.hpp"

#include <memory>
#include <stop_token>
#include <utility>

#include "async/main_loop.hpp"
#include "features/relay/client/endpoint_client.hpp"
#include "features/relay/connect/relay_connection.hpp"
#include "os/streams/standard_pipe.hpp"

namespace cloudx::relay {

namespace {

// Outlives the coroutine, which a second signal abandons: the descriptors get their flags back.
struct Parts {
  std::unique_ptr<EndpointClient> client;
  std::unique_ptr<os::LocalPipe> pipe;
  std::unique_ptr<RelayConnection> connection;
};

boost::asio::awaitable<Result<void>> run_connection(boost::asio::any_io_executor executor,
                                                    std::stop_token stop, const RelayPlan& plan,
                                                    Progress& progress, Parts& parts) {
  auto pipe = os::make_standard_pipe(executor);
  if (!pipe) co_return std::unexpected(pipe.error());
  parts.pipe = std::move(*pipe);
  parts.client = std::make_unique<EndpointClient>(plan.settings);
  parts.connection = std::make_unique<RelayConnection>(
      std::move(executor), plan, parts.client->service(), parts.pipe, progress);
  co_return co_await parts.connection->run(std::move(stop));
}

}  // namespace

Result<void> run_connect(const RelayConnectRequest& request, const home::ProcessContext& context,
                         Progress& progress) {
  auto plan = make_relay_plan(request, context);
  if (!plan) return std::unexpected(plan.error());
  Parts parts;
  return async::run_to_end([&](boost::asio::any_io_executor executor, std::stop_token stop) {
    return run_connection(std::move(executor), std::move(stop), *plan, progress, parts);
  });
}

}  // namespace cloudx::relay
