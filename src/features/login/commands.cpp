#include "features/login/commands.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "aws/api/credentials/sso_session.hpp"
#include "aws/clients/clients.hpp"
#include "base/shell_word.hpp"
#include "base/timestamp.hpp"
#include "features/login/logout.hpp"
#include "features/login/session_files.hpp"
#include "home/locations.hpp"
#include "login/browser.hpp"
#include "login/login.hpp"

namespace cloudx::login {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::hours kLoginLimit{1};  // the code expires sooner
constexpr std::chrono::seconds kLogoutLimit{30};

struct Subject {
  home::Account account;
  aws::SsoSession session;

  [[nodiscard]] const std::string& profile() const { return account.settings.profile; }
};

Result<Subject> find_subject(const home::AccountRequest& request,
                             const home::ProcessContext& context) {
  const auto locations = home::find_locations({}, context);
  auto account = home::find_account(request, locations.default_profile, context);
  if (!account) return std::unexpected(account.error());
  const aws::Profile profile = account->settings.active_profile();
  if (profile.has("login_session") && !profile.has("sso_session")) {
    return fail(Errc::configuration,
                fmt::format("profile {0} belongs to the AWS CLI's own login: run `aws login "
                            "--profile {1}`, or `aws logout --profile {1}`",
                            profile.name, shell_word(profile.name)));
  }
  if (!profile.has("sso_session") && !profile.has("sso_start_url")) {
    return fail(Errc::configuration,
                fmt::format("profile {} does not use IAM Identity Center: name another one with "
                            "--profile, or set one up with `{} setup`",
                            profile.name, context.program));
  }
  auto session = aws::sso_session_of(profile, account->settings.profiles);
  if (!session) return std::unexpected(session.error());
  return Subject{std::move(*account), std::move(*session)};
}

void ask(const Confirmation& shown, bool opened, Progress& progress) {
  if (opened) {
    progress.report(
        fmt::format("confirm in your browser that it shows the code {}\n"
                    "  if it did not open: {}",
                    shown.code, shown.full_url));
  } else {
    progress.report(fmt::format("open {}\n  and confirm that it shows the code {}", shown.full_url,
                                shown.code));
  }
  progress.status("waiting for the confirmation", true);
}

}  // namespace

Result<void> run_login(const LoginRequest& request, const home::ProcessContext& context,
                       Progress& progress) {
  const auto subject = find_subject(request.account, context);
  if (!subject) return std::unexpected(subject.error());
  const auto clients = aws::Clients::make_unsigned(subject->account.settings);
  Login login(clients->sso_oidc(), clients->clock(), context.home, [&](const Confirmation& shown) {
    const bool opened =
        request.open_browser && open_in_browser(shown.full_url, context.environment);
    ask(shown, opened, progress);
  });
  const auto token = async::wait_for<aws::SsoToken>(kLoginLimit, [&](async::Deadline deadline) {
    return login.run(subject->session, std::move(deadline));
  });
  progress.done();
  if (!token) return std::unexpected(token.error());
  progress.report(fmt::format("profile {} is logged in to {} until {}{}", subject->profile(),
                              subject->session.start_url, iso8601(token->expires_at),
                              token->refresh_token.empty() ? "" : ", and renewed by itself"));
  return {};
}

Result<void> run_logout(const home::AccountRequest& request, const home::ProcessContext& context,
                        Progress& progress) {
  const auto subject = find_subject(request, context);
  if (!subject) return std::unexpected(subject.error());
  const auto clients = aws::Clients::make_unsigned(subject->account.settings);
  const auto files =
      session_files(context.home, subject->session, subject->account.settings.profiles);
  const auto outcome = async::wait_for<LogoutOutcome>(
      kLogoutLimit, [&](async::Deadline deadline) -> awaitable<Result<LogoutOutcome>> {
        return log_out(clients->sso(), context.home, subject->session, files, std::move(deadline));
      });
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->service_failure) {
    return fail("the files of the login are removed, but the service could not be told",
                *outcome->service_failure);
  }
  progress.report(outcome->was_logged_in
                      ? fmt::format("profile {} is logged out of {}", subject->profile(),
                                    subject->session.start_url)
                      : fmt::format("profile {} was not logged in", subject->profile()));
  return {};
}

}  // namespace cloudx::login
