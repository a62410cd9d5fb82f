#include "features/plugin/started_plan.hpp"

#include "aws/core/endpoint.hpp"
#include "features/plugin/endpoint.hpp"

namespace cloudx::plugin {

namespace {

instances::NodeKind kind_of(std::string_view target) {
  if (target.starts_with("ecs:")) return instances::NodeKind::container;
  return target.starts_with("i-") ? instances::NodeKind::instance : instances::NodeKind::hybrid;
}

}  // namespace

Result<session::SessionPlan> plan_for(const StartedSession& session,
                                      const home::ProcessContext& context) {
  home::AccountRequest request;
  if (!session.profile.empty()) request.profile = session.profile;
  if (!session.region.empty()) request.region = session.region;
  auto account = home::find_account(request, "", context);
  if (!account) return std::unexpected(account.error());
  aws::EndpointOptions& endpoints = account->settings.endpoints;
  // The AWS CLI passes what it has found, which is mostly what is found here: only another one is
  // the caller's own.
  const auto named = ssm_endpoint(session.endpoint);
  const auto usual = aws::resolve_endpoint(aws::kSsm, endpoints);
  const auto url = named ? parse_url(*named) : fail(Errc::usage, "");
  const bool is_usual = url && usual && url->host == usual->url.host &&
                        url->port == usual->url.port && url->scheme == usual->url.scheme;
  if (named && !is_usual) endpoints.urls[std::string(aws::kSsm.id)] = *named;

  session::SessionPlan plan;
  plan.account = std::move(*account);
  plan.target.id = session.target;
  plan.target.kind = kind_of(session.target);
  plan.document.name = session.document;
  return plan;
}

}  // namespace cloudx::plugin
