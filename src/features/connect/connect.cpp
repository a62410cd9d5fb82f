#include "features/connect/connect.hpp"

#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "async/main_loop.hpp"
#include "features/connect/explain.hpp"
#include "features/connect/ssm_connection.hpp"
#include "os/streams/standard_pipe.hpp"

namespace cloudx::connect {

namespace {

// Outlives the coroutine, which a second signal abandons: the descriptors get their flags back.
struct Local {
  std::unique_ptr<os::LocalPipe> pipe;
  std::optional<SsmConnection> connection;
};

boost::asio::awaitable<Result<void>> run_connection(boost::asio::any_io_executor executor,
                                                    std::stop_token stop, const ConnectPlan& plan,
                                                    aws::Clients& clients, Progress& progress,
                                                    Local& local) {
  auto pipe = os::make_standard_pipe(executor);
  if (!pipe) co_return std::unexpected(pipe.error());
  local.pipe = std::move(*pipe);
  local.connection.emplace(std::move(executor), plan, clients, *local.pipe, progress);
  co_return co_await local.connection->run(std::move(stop));
}

Result<void> run_plan(const ConnectPlan& plan, const aws::Environment& environment,
                      aws::AskMfaCode ask_mfa_code, Progress& progress) {
  auto clients = aws::Clients::make(plan.account.settings, environment, std::move(ask_mfa_code));
  if (!clients) return std::unexpected(explain_credentials_failure(plan, clients.error()));
  Local local;
  const auto ended = async::run_to_end([&](boost::asio::any_io_executor executor,
                                           std::stop_token stop) {
    return run_connection(std::move(executor), std::move(stop), plan, **clients, progress, local);
  });
  // Ended in the middle of an orderly end: as good as one where the tunnel had stood.
  const bool interrupted = !ended && ended.error().kind == Errc::interrupted;
  if (interrupted && local.connection && local.connection->stood()) return {};
  return ended;
}

}  // namespace

Result<void> run(const ConnectRequest& request, const home::ProcessContext& context,
                 aws::AskMfaCode ask_mfa_code, Progress& progress) {
  const auto plan = make_connect_plan(request, context);
  if (!plan) return std::unexpected(plan.error());
  if (request.dry_run) {
    for (const std::string& line : dry_run_report(*plan)) progress.report(line);
    return {};
  }
  for (const std::string& warning : plan->account.settings.warnings) progress.detail(warning);
  return run_plan(*plan, context.environment, std::move(ask_mfa_code), progress);
}

}  // namespace cloudx::connect
