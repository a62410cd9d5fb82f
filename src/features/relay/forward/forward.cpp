#include "features/relay/forward/forward.hpp"

#include <array>
#include <memory>
#include <utility>

#include "async/main_loop.hpp"
#include "features/relay/forward/daemon.hpp"
#include "os/line_log.hpp"

namespace cloudx::relay {

namespace {

constexpr std::array kRoles = {Role::forward};

boost::asio::awaitable<Result<void>> run_daemon(boost::asio::any_io_executor executor,
                                                std::stop_token stop,
                                                const ClientSettings& settings,
                                                const ForwardRequest& request, Progress& log) {
  const ServiceManager manager = ServiceManager::of_process();
  Daemon daemon(std::move(executor), settings, request, log, manager);
  co_return co_await daemon.run(std::move(stop));
}

}  // namespace

Result<void> run_forward(const ForwardRequest& request, const home::ProcessContext& context,
                         Progress& log) {
  os::LineLog::prepare_process();
  const auto settings = read_settings(request.client, kRoles, context);
  if (!settings) return std::unexpected(settings.error());
  if (auto readable = check_identity(*settings); !readable) return readable;
  const auto task = [&](boost::asio::any_io_executor executor, std::stop_token stop) {
    return run_daemon(std::move(executor), std::move(stop), *settings, request, log);
  };
  // SIGHUP asks for nothing: the key and the options are those of the start.
  return async::run_service_to_end(task, [] {});
}

}  // namespace cloudx::relay
