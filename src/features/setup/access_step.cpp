#include "features/setup/access_step.hpp"

#include <chrono>
#include <filesystem>
#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include "features/setup/access_check.hpp"
#include "net/main_loop.hpp"
#include "net/sleep.hpp"

namespace cloudx::setup {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::minutes kConnectLimit{6};  // connect gives up after five
constexpr std::chrono::minutes kInstallLimit{30};
constexpr std::chrono::seconds kPause{10};

// ssh reads the files of the user that the system knows, whatever HOME says.
std::filesystem::path other_home(const home::Surroundings& surroundings) {
  const passwd* const entry = ::getpwuid(::getuid());
  const bool same = entry != nullptr && surroundings.home == entry->pw_dir;
  return same ? std::filesystem::path() : std::filesystem::path(surroundings.home);
}

std::string said(const Access& access) {
  return access.detail.empty() ? std::string() : fmt::format(" ({})", access.detail);
}

Result<void> pause() {
  return net::run_to_end([](const boost::asio::any_io_executor&, std::stop_token stop) {
    net::Budget budget;
    budget.stop = std::move(stop);
    return net::sleep_for(kPause, budget);
  });
}

Result<Access> wait_for_installation(const std::string& host, const std::filesystem::path& home,
                                     Report& report, Access access) {
  const auto began = Clock::now();
  while (access.installation == Installation::running && Clock::now() - began < kInstallLimit) {
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began);
    report.busy(fmt::format("being installed{}, {} s so far", said(access), passed.count()));
    if (auto paused = pause(); !paused) return std::unexpected(paused.error());
    auto next = try_access(host, home, kConnectLimit);
    if (!next) return next;
    if (next->reached) access = std::move(*next);
  }
  return access;
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

Result<void> check_access(const std::string& host, const home::Surroundings& surroundings,
                          Questions& questions, Report& report) {
  const std::filesystem::path home = other_home(surroundings);
  report.busy(fmt::format("connecting to {}; a stopped instance takes a minute or two", host));
  auto access = try_access(host, home, kConnectLimit);
  if (!access) return std::unexpected(access.error());
  if (!access->reached) {
    report.warn(
        fmt::format("{} is configured, and cannot be reached now: {}", host, access->problem));
    report.text(fmt::format("    find out more with:  cloudx-proxy doctor {}", host));
    return {};
  }
  if (access->installation == Installation::running && questions.interactive()) {
    const auto wait = questions.confirm(
        fmt::format("{} is still being installed{}. Wait for it?", host, said(*access)), true);
    if (!wait) return std::unexpected(wait.error());
    if (*wait) access = wait_for_installation(host, home, report, std::move(*access));
    if (!access) return std::unexpected(access.error());
  }
  tell(host, *access, report);
  return {};
}

}  // namespace cloudx::setup
