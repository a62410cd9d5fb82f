#include "tunnel/proxy_command.hpp"

#include <utility>

#include "async/main_loop.hpp"
#include "os/streams/standard_pipe.hpp"

namespace cloudx::tunnel {

namespace asio = boost::asio;

namespace {

// Outlives the coroutine, which a second signal abandons: the descriptors get their flags back.
struct Local {
  std::unique_ptr<os::LocalPipe> pipe;
  std::unique_ptr<ProxyConnection> connection;
};

asio::awaitable<Result<void>> run_connection(asio::any_io_executor executor, std::stop_token stop,
                                             const MakeProxyConnection& make, Local& local) {
  auto pipe = os::make_standard_pipe(executor);
  if (!pipe) co_return std::unexpected(pipe.error());
  local.pipe = std::move(*pipe);
  local.connection = make(std::move(executor), *local.pipe);
  co_return co_await local.connection->run(std::move(stop));
}

}  // namespace

Result<void> run_proxy_command(const MakeProxyConnection& make) {
  Local local;
  const auto ended = async::run_to_end([&](asio::any_io_executor executor, std::stop_token stop) {
    return run_connection(std::move(executor), std::move(stop), make, local);
  });
  const bool interrupted = !ended && ended.error().kind == Errc::interrupted;
  if (interrupted && local.connection && local.connection->stood()) return {};
  return ended;
}

}  // namespace cloudx::tunnel
