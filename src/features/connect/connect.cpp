#include "features/connect/connect.hpp"

#include <memory>
#include <utility>

#include "features/connect/ssm_connection.hpp"
#include "session/explain.hpp"
#include "tunnel/proxy_command.hpp"

namespace cloudx::connect {

namespace {

Result<void> run_plan(const ConnectPlan& plan, const aws::Environment& environment,
                      aws::AskMfaCode ask_mfa_code, Progress& progress) {
  auto clients = aws::Clients::make(plan.account.settings, environment, std::move(ask_mfa_code));
  if (!clients) return std::unexpected(session::explain_credentials_failure(plan, clients.error()));
  return tunnel::run_proxy_command([&](boost::asio::any_io_executor executor, os::LocalPipe& pipe) {
    return std::make_unique<SsmConnection>(std::move(executor), plan, **clients, pipe, progress);
  });
}

}  // namespace

Result<void> run(const ConnectRequest& request, const home::ProcessContext& context,
                 aws::AskMfaCode ask_mfa_code, Progress& progress) {
  const auto plan = make_connect_plan(request, context);
  if (!plan) return std::unexpected(plan.error());
  for (const std::string& warning : plan->warnings) progress.warn(warning);
  if (request.dry_run) {
    for (const std::string& line : dry_run_report(*plan)) progress.report(line);
    return {};
  }
  for (const std::string& warning : plan->account.settings.warnings) progress.detail(warning);
  return run_plan(*plan, context.environment, std::move(ask_mfa_code), progress);
}

}  // namespace cloudx::connect
