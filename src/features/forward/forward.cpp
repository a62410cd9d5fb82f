#include "features/forward/forward.hpp"

#include <iterator>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "config/load.hpp"
#include "features/forward/forward_spec.hpp"
#include "features/forward/forwarder.hpp"
#include "features/forward/named_set.hpp"
#include "forwarding/accepting.hpp"
#include "os/line_output.hpp"
#include "session/aws_session_service.hpp"
#include "session/preconnect.hpp"
#include "session/session_start.hpp"

namespace cloudx::forward {

namespace asio = boost::asio;

namespace {

struct Wanted {
  LocalEndpoint local;
  std::optional<Destination> destination;
};

Result<std::vector<Wanted>> read_specs(const ForwardRequest& request) {
  std::vector<Wanted> all;
  for (const std::string& text : request.local) {
    const auto spec = parse_forward(text);
    if (!spec) return std::unexpected(spec.error());
    Destination destination = destination_of(spec->remote_host, spec->remote_port);
    if (destination.host && !can_be_remote_host(*destination.host)) {
      return fail(Errc::usage, fmt::format("-L {}: Session Manager does not take \"{}\" for a host",
                                           text, *destination.host));
    }
    all.push_back({spec->local, std::move(destination)});
  }
  for (const std::string& text : request.dynamic) {
    const auto spec = parse_dynamic(text);
    if (!spec) return std::unexpected(spec.error());
    all.push_back({spec->local, std::nullopt});
  }
  return all;
}

// Before anything is started: a port that is taken is told at once.
Result<std::vector<Listening>> listen_on_all(const asio::any_io_executor& executor,
                                             const std::vector<Wanted>& wanted,
                                             const std::string& home) {
  std::vector<Listening> all;
  for (const Wanted& one : wanted) {
    auto some = listen(executor, one.local, one.destination, home);
    if (!some) return std::unexpected(some.error());
    std::ranges::move(*some, std::back_inserter(all));
  }
  return all;
}

// Outlives the coroutine, which a second signal abandons: sockets with a path are removed.
struct Run {
  RouteParts parts;
  std::unique_ptr<Events> events;
  std::unique_ptr<Forwarder> forwarder;
};

asio::awaitable<Result<void>> forward(asio::any_io_executor executor, std::stop_token stop,
                                      const ForwardRequest& request,
                                      const home::ProcessContext& context,
                                      const std::vector<Wanted>& wanted,
                                      session::NodeChoice& choice, Progress& progress, Run& run) {
  auto listening = listen_on_all(executor, wanted, context.home);
  if (!listening) co_return std::unexpected(listening.error());
  const async::Deadline deadline = async::Deadline{.stop = stop}.at_most(choice.plan.timeout);
  const auto found = co_await find_node(choice, deadline);
  if (!found) co_return std::unexpected(found.error());
  progress.status("connecting to " + choice.plan.describe(), false);
  session::preconnect(*choice.clients, executor, choice.plan.account.settings.endpoints, false,
                      deadline);
  const auto credentials =
      co_await session::fetch_credentials(*choice.clients, choice.plan, progress, deadline);
  if (!credentials) co_return std::unexpected(credentials.error());
  progress.detail(fmt::format("credentials: {}", credentials->source));
  run.parts = {
      .clients = choice.clients.get(),
      .plan = &choice.plan,
      .progress = &progress,
      .renewable = session::is_renewable(choice.plan.account.settings, credentials->source)};
  run.events = std::make_unique<Events>(progress, request.json);
  run.forwarder =
      std::make_unique<Forwarder>(executor, run.parts, *run.events, std::move(*listening));
  co_return co_await run.forwarder->run(std::move(stop));
}

}  // namespace

Result<void> run(const ForwardRequest& given, const home::ProcessContext& context,
                 aws::AskMfaCode ask_mfa_code, Progress& progress) {
  const auto configuration = config::load_whole(context.environment, context.home);
  if (!configuration) return std::unexpected(configuration.error());
  const auto completed = with_named_set(given, *configuration);
  if (!completed) return std::unexpected(completed.error());
  const ForwardRequest& request = *completed;
  const auto wanted = read_specs(request);
  if (!wanted) return std::unexpected(wanted.error());
  auto choice = session::choose_node(request.node, context, std::move(ask_mfa_code));
  if (!choice) return std::unexpected(choice.error());
  const auto configured = session::configure(*choice, request.node, request.document,
                                             config::Key::forward_document, context);
  if (!configured) return std::unexpected(configured.error());
  // Who has read where it listens may leave: connections go on.
  os::survive_failing_writes();
  forwarding::allow_many_connections();
  Run run;
  const auto ended = async::run_to_end([&](asio::any_io_executor executor, std::stop_token stop) {
    return forward(std::move(executor), std::move(stop), request, context, *wanted, *choice,
                   progress, run);
  });
  const bool in_order = !ended && ended.error().kind == Errc::interrupted && run.forwarder &&
                        run.forwarder->was_ready();
  if (in_order) return {};
  return ended;
}

}  // namespace cloudx::forward
