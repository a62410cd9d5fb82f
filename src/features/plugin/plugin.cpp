#include "features/plugin/plugin.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "async/main_loop.hpp"
#include "config/choose.hpp"
#include "config/load.hpp"
#include "features/plugin/carried_session.hpp"
#include "features/plugin/output.hpp"
#include "features/plugin/started_plan.hpp"
#include "features/plugin/texts.hpp"
#include "os/line_output.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::plugin {

namespace asio = boost::asio;

namespace {

// Of raw pipes nothing but the session's bytes goes to stdout, where it is known in time that it is
// one: no tool looks for a text there.
bool is_known_to_be_raw(const StartedSession& session) {
  return session.document == "AWS-StartSSHSession";
}

}  // namespace

std::string announced_version(const home::ProcessContext& context) {
  const auto configuration = config::load(context.environment, context.home);
  const auto version = configuration
                           ? config::choose(config::Key::client_version, *configuration, {})
                           : std::nullopt;
  return version.value_or(std::string(ssm::kClientVersion));
}

int run(StartedSession session, const home::ProcessContext& context, aws::AskMfaCode ask_mfa_code,
        Progress& progress) {
  os::survive_failing_writes();  // a caller that has read the port may leave
  const std::string id = session.session_id;
  const bool silent = is_known_to_be_raw(session);
  if (!silent) print(starting_text(id));
  const auto fail_with = [&](const Error& error) {
    if (silent) {
      progress.report(error.message);
    } else {
      print(cannot_start_text(error.message));
    }
    return 0;
  };
  auto plan = plan_for(session, context);
  if (!plan) return fail_with(plan.error());
  plan->client_version = announced_version(context);
  auto clients =
      aws::Clients::make(plan->account.settings, context.environment, std::move(ask_mfa_code));
  if (!clients) return fail_with(clients.error());
  std::unique_ptr<CarriedSession> carried;
  const auto ended = async::run_to_end(
      [&](asio::any_io_executor executor, std::stop_token stop) {
        carried = std::make_unique<CarriedSession>(std::move(executor), **clients, *plan, progress,
                                                   id, silent);
        return carried->run(
            {.session_id = id, .token = std::move(session.token), .stream_url = session.stream_url},
            std::move(stop));
      },
      [&] { return carried && carried->interrupt(); }, async::Ignored::taken_too);
  if (!ended && ended.error().kind != Errc::interrupted) return fail_with(ended.error());
  return 0;
}

}  // namespace cloudx::plugin
