#include "features/relay/forward/forwarding.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "base/crypto.hpp"
#include "features/relay/client/backoff.hpp"
#include "features/relay/client/ssh_session.hpp"

namespace cloudx::relay {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kStable{30};  // what ended sooner is not started again at once

}  // namespace

Forwarding::Forwarding(asio::any_io_executor executor, const ClientSettings& settings,
                       std::uint16_t ssh_port, EndpointView relay, Progress& log,
                       const ServiceManager& manager)
    : executor_(std::move(executor)),
      settings_(settings),
      ssh_port_(ssh_port),
      relay_(std::move(relay)),
      log_(log),
      manager_(manager) {}

asio::awaitable<bool> Forwarding::run(async::Deadline deadline) {
  Backoff backoff(std::chrono::seconds(1), std::chrono::seconds(30));
  for (;;) {
    const bool was_in = std::exchange(attempts_.was_in, false);
    const auto begun = std::chrono::steady_clock::now();
    const auto ended = co_await run_once(deadline);
    if (deadline.stop.stop_requested()) co_return false;
    log_.report(ended ? fmt::format("ssh to the relay at {} ended", relay_.address)
                      : ended.error().message);
    if (attempts_.was_in) {
      if (std::chrono::steady_clock::now() - begun > kStable) backoff.reset();
      attempts_.failures = 0;
    } else {
      attempts_.was_in = was_in;
      ++attempts_.failures;
    }
    if (is_over(relay_, attempts_)) co_return true;
    manager_.status(fmt::format("waiting to go to the relay at {} again", relay_.address));
    const auto slept = co_await async::sleep_for(backoff.next(random_unit()), deadline);
    if (!slept) co_return false;
  }
}

asio::awaitable<Result<void>> Forwarding::run_once(async::Deadline deadline) {
  const auto folder = make_session_folder();
  if (!folder) co_return std::unexpected(folder.error());
  manager_.status(fmt::format("going to the relay at {}", relay_.address));
  SshInvocation invocation{
      .mode = RelayMode::forward, .identity = settings_.identity, .port = ssh_port_};
  auto session = SshSession::start(executor_, relay_, std::move(invocation), folder->path());
  if (!session) co_return std::unexpected(session.error());
  (*session)->listen([this](std::string_view line) {
    if (tells_refused_port(line)) tell_refused_port();
  });
  Result<void> result = co_await (*session)->logged_in(deadline);
  if (result) {
    attempts_.was_in = true;
    const std::string text =
        fmt::format("port {} of this machine is at the relay {}", ssh_port_, relay_.address);
    log_.report(text);
    manager_.status(text);
    const auto status = co_await (*session)->ended(deadline);
    if (!status) {
      result = std::unexpected(status.error());
    } else if (*status != 0) {
      result = std::unexpected((*session)->explain(*status));
    }
  }
  co_await (*session)->end();
  co_return result;
}

void Forwarding::tell_refused_port() {
  const std::string text = fmt::format(
      "somebody came by the relay, but nothing answers at port {} of this machine: does its SSH "
      "server run?",
      ssh_port_);
  log_.report(text);
  manager_.status(text);
}

}  // namespace cloudx::relay
