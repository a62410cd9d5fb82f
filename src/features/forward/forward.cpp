#include "features/forward/forward.hpp"

#include <filesystem>
#include <iterator>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "async/task_group.hpp"
#include "config/load.hpp"
#include "features/forward/background.hpp"
#include "features/forward/events.hpp"
#include "features/forward/forward_spec.hpp"
#include "features/forward/forwarder.hpp"
#include "features/forward/log_file.hpp"
#include "features/forward/named_set.hpp"
#include "forwarding/accepting.hpp"
#include "os/file.hpp"
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

// In the background paths are not taken from the folder where the program was started.
LocalEndpoint with_whole_path(LocalEndpoint local, const std::string& home) {
  if (auto* socket = std::get_if<LocalSocket>(&local)) {
    socket->path = std::filesystem::absolute(os::expand_tilde(socket->path, home)).string();
  }
  return local;
}

Result<std::vector<Wanted>> read_specs(const ForwardRequest& request, const std::string& home) {
  std::vector<Wanted> all;
  for (const std::string& text : request.local) {
    const auto spec = parse_forward(text);
    if (!spec) return std::unexpected(spec.error());
    Destination destination = destination_of(spec->remote_host, spec->remote_port);
    if (destination.host && !can_be_remote_host(*destination.host)) {
      return fail(Errc::usage, fmt::format("-L {}: Session Manager does not take \"{}\" for a host",
                                           text, *destination.host));
    }
    LocalEndpoint local =
        request.background != nullptr ? with_whole_path(spec->local, home) : spec->local;
    all.push_back({std::move(local), std::move(destination)});
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
  std::unique_ptr<Background> background;
  std::unique_ptr<Forwarder> forwarder;
};

struct Task {
  const ForwardRequest& request;
  const std::string& name;  // in the register: what the user wrote for the target
  const home::ProcessContext& context;
  const std::vector<Wanted>& wanted;
  session::NodeChoice& choice;
  LoggedProgress& progress;
  Run& run;
};

asio::awaitable<Result<void>> prepare(const asio::any_io_executor& executor, const Task& task,
                                      async::Deadline deadline) {
  auto& [request, name, context, wanted, choice, progress, run] = task;
  auto listening = listen_on_all(executor, wanted, context.home);
  if (!listening) co_return std::unexpected(listening.error());
  if (request.background != nullptr) {
    auto background =
        Background::prepare(executor, register_folder(context), name, *request.background);
    if (!background) co_return std::unexpected(background.error());
    run.background = std::move(*background);
  }
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
  co_return Result<void>{};
}

Result<void> go_to_background(const Task& task, const std::vector<LocalEnd>& ends) {
  Background& background = *task.run.background;
  const auto published = background.publish(ends);
  if (!published) return published;
  task.run.events->ready_in_background(background.name(), background.process(),
                                       background.log().string());
  return background.detach(task.progress);
}

std::string answer_to(std::string_view question, const asio::any_io_executor& executor,
                      const Run& run, const std::stop_source& stop) {
  if (question == kAskConnections) {
    return std::to_string(run.forwarder ? run.forwarder->connections() : 0);
  }
  if (question != kAskEnd) return "unknown";
  asio::post(executor, [stop] { std::stop_source(stop).request_stop(); });  // behind the answer
  return "ending";
}

asio::awaitable<Result<void>> forward(asio::any_io_executor executor, std::stop_token signals,
                                      Task task) {
  const std::stop_source stop;
  const std::stop_callback from_signals(signals, [stop] { std::stop_source(stop).request_stop(); });
  Run& run = task.run;
  const async::Deadline ready_by =
      async::Deadline{.stop = stop.get_token()}.at_most(task.choice.plan.timeout);
  const auto prepared = co_await prepare(executor, task, ready_by);
  if (!prepared) co_return prepared;
  Readiness readiness;
  readiness.destinations_answer = task.request.wait_ready;
  readiness.until = ready_by;
  if (!run.background) {
    readiness.reached = [&run](const auto&) {
      run.events->ready();
      return Result<void>();
    };
    co_return co_await run.forwarder->run(stop.get_token(), std::move(readiness));
  }
  readiness.reached = [&task](const auto& ends) { return go_to_background(task, ends); };
  async::TaskGroup questions(executor);
  questions.start(run.background->serve(
      [&](std::string_view question) { return answer_to(question, executor, run, stop); },
      {.stop = stop.get_token()}));
  const auto ended = co_await run.forwarder->run(stop.get_token(), std::move(readiness));
  run.background->close();
  co_await questions.all_ended();
  co_return ended;
}

}  // namespace

Result<void> run(const ForwardRequest& given, const home::ProcessContext& context,
                 aws::AskMfaCode ask_mfa_code, Progress& progress) {
  const auto configuration = config::load_whole(context.environment, context.home);
  if (!configuration) return std::unexpected(configuration.error());
  const auto completed = with_named_set(given, *configuration);
  if (!completed) return std::unexpected(completed.error());
  const ForwardRequest& request = *completed;
  const auto wanted = read_specs(request, context.home);
  if (!wanted) return std::unexpected(wanted.error());
  auto choice = session::choose_node(request.node, context, std::move(ask_mfa_code));
  if (!choice) return std::unexpected(choice.error());
  const auto configured = session::configure(*choice, request.node, request.document,
                                             config::Key::forward_document, context);
  if (!configured) return std::unexpected(configured.error());
  // Who has read where it listens may leave: connections go on.
  os::survive_failing_writes();
  forwarding::allow_many_connections();
  LoggedProgress logged(progress, request.log_details);
  Run run;
  auto ended = async::run_to_end([&](asio::any_io_executor executor, std::stop_token stop) {
    return forward(std::move(executor), std::move(stop),
                   {request, given.node.target, context, *wanted, *choice, logged, run});
  });
  const bool in_order = !ended && ended.error().kind == Errc::interrupted && run.forwarder &&
                        run.forwarder->was_ready();
  if (in_order) ended = {};
  if (run.background && run.forwarder && run.forwarder->was_ready()) {
    logged.report(ended ? "ended" : ended.error().message);
  }
  return ended;
}

}  // namespace cloudx::forward
