#include "features/setup/access_step.hpp"

#include <chrono>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "async/sleep.hpp"
#include "features/setup/access_check.hpp"
#include "home/ssh_options.hpp"

namespace cloudx::setup {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAskLimit{30};
constexpr std::chrono::minutes kConnectLimit{6};  // connect gives up after five
constexpr std::chrono::minutes kInstallLimit{30};
constexpr std::chrono::seconds kPause{10};

std::string said(const Access& access) {
  return access.detail.empty() ? std::string() : fmt::format(" ({})", access.detail);
}

Result<void> pause() {
  return async::run_to_end([](const boost::asio::any_io_executor&, std::stop_token stop) {
    async::Deadline deadline;
    deadline.stop = std::move(stop);
    return async::sleep_for(kPause, deadline);
  });
}

Result<Access> wait_for_installation(const std::string& host,
                                     const std::vector<std::string>& ssh_options, Report& report,
                                     Access access) {
  const auto began = Clock::now();
  while (access.installation == Installation::running && Clock::now() - began < kInstallLimit) {
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began);
    report.busy(fmt::format("being installed{}, {} s so far", said(access), passed.count()));
    if (auto paused = pause(); !paused) return std::unexpected(paused.error());
    auto next = try_access(host, ssh_options, kConnectLimit);
    if (!next) return next;
    if (next->reached) access = std::move(*next);
  }
  return access;
}

void not_reached(const std::string& host, const std::string& problem, Report& report) {
  report.warn(fmt::format("{} is configured, and cannot be reached now: {}", host, problem));
  report.text(fmt::format("    find out more with:  cloudx-proxy doctor {}", host));
}

void tell(const std::string& host, const Access& access, Report& report) {
  switch (access.installation) {
    case Installation::done:
      report.done(
          fmt::format("{} answers, and its installation is complete{}", host, said(access)));
      break;
    case Installation::running:
      report.warn(fmt::format("{} answers; it is still being installed{}", host, said(access)));
      break;
    case Installation::unknown:
      report.done(fmt::format("{} answers", host));
      break;
  }
  report.text(fmt::format("\nConnect with:  ssh {}", host));
}

}  // namespace

Result<void> check_access(const std::string& host, const home::ProcessContext& context,
                          Questions& questions, Report& report) {
  std::vector<std::string> ssh_options = home::ssh_options(context);
  const auto settings = ask_ssh(host, ssh_options, kAskLimit);
  if (!settings && settings.error().kind == Errc::configuration) {
    not_reached(host, settings.error().message, report);
    return {};
  }
  if (!settings) return std::unexpected(settings.error());
  // Elsewhere ssh takes "~" for another folder than this run does.
  const std::string sharing = ssh_options.empty() ? sharing_problem(*settings) : "";
  const std::vector<std::string> plain = plain_session(*settings);
  ssh_options.insert(ssh_options.begin(), plain.begin(), plain.end());
  report.busy(fmt::format("connecting to {}; a stopped instance takes a minute or two", host));
  auto access = try_access(host, ssh_options, kConnectLimit);
  if (!access) return std::unexpected(access.error());
  if (!access->reached) {
    not_reached(host, access->problem, report);
    return {};
  }
  if (access->installation == Installation::running && questions.interactive()) {
    const auto wait = questions.confirm(
        fmt::format("{} is still being installed{}. Wait for it?", host, said(*access)), true);
    if (!wait) return std::unexpected(wait.error());
    if (*wait) access = wait_for_installation(host, ssh_options, report, std::move(*access));
    if (!access) return std::unexpected(access.error());
  }
  if (!sharing.empty()) {
    report.warn(sharing + ": ssh ends there; set another ControlPath for the host, or none");
  }
  tell(host, *access, report);
  return {};
}

}  // namespace cloudx::setup
