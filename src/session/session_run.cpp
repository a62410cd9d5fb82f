#include "session/session_run.hpp"

#include <optional>
#include <utility>

#include "base/crypto.hpp"
#include "session/aws_session_service.hpp"

namespace cloudx::session {

namespace asio = boost::asio;

// In the order in which they need each other.
struct SessionRun::Parts {
  Parts(const SessionRun& run, const SessionRunOptions& options)
      : service(run.clients_, run.plan_.target, run.plan_.account, options.renewable),
        opener(run.clients_, run.plan_.account, run.progress_, options.signature),
        clock(tunnel::make_system_clock(run.executor_)) {}

  AwsSessionService service;
  SignedStreamOpener opener;
  std::unique_ptr<tunnel::Clock> clock;
  std::optional<tunnel::Tunnel> tunnel;
};

SessionRun::SessionRun(asio::any_io_executor executor, aws::Clients& clients,
                       const SessionPlan& plan, Progress& progress, os::LocalPipe& pipe,
                       tunnel::TunnelObserver& observer)
    : executor_(std::move(executor)),
      clients_(clients),
      plan_(plan),
      progress_(progress),
      pipe_(pipe),
      observer_(observer) {}

SessionRun::~SessionRun() = default;

asio::awaitable<ssm::SessionOutcome> SessionRun::run(aws::SessionTicket ticket,
                                                     SessionRunOptions options,
                                                     async::Deadline deadline) {
  parts_ = std::make_unique<Parts>(*this, options);
  ssm::SessionOptions session;
  session.channel = std::move(options.channel);
  session.channel.session_id = ticket.session_id;
  session.channel.target = plan_.target.id;
  session.channel.client_version = plan_.client_version;
  session.choose_payload = std::move(options.choose_payload);
  session.token = std::move(ticket.token);
  session.stream_url = std::move(ticket.stream_url);
  session.first_limit = deadline.expiry - std::chrono::steady_clock::now();
  const auto random = std::make_shared<RandomPool>();
  tunnel::Tunnel& tunnel =
      parts_->tunnel.emplace(executor_, session,
                             tunnel::TunnelParts{.service = &parts_->service,
                                                 .opener = &parts_->opener,
                                                 .pipe = &pipe_,
                                                 .errors = options.errors,
                                                 .clock = parts_->clock.get(),
                                                 .observer = &observer_,
                                                 .random = [random](auto out) { (*random)(out); }});
  tunnel.resized(size_);
  if (options.begin) {
    options.begin(tunnel);
  } else {
    tunnel.open_gate();
  }
  auto outcome = co_await tunnel.run(std::move(deadline.stop));
  if (outcome.not_terminated) {
    progress_.detail("the session may stay open until its idle timeout: " +
                     outcome.not_terminated->message);
  }
  co_return outcome;
}

void SessionRun::resized(ssm::TerminalSize size) {
  size_ = size;
  if (parts_) parts_->tunnel->resized(size);
}

bool SessionRun::refused() const {
  return parts_ && parts_->opener.refused();
}

}  // namespace cloudx::session
