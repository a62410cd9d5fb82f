#include "features/setup/sso_profile.hpp"

#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "aws/clients/clients.hpp"
#include "aws/core/partition.hpp"
#include "aws/core/settings.hpp"
#include "base/url.hpp"
#include "login/browser.hpp"
#include "login/login.hpp"

namespace cloudx::setup {

namespace {

constexpr std::chrono::hours kLoginLimit{1};  // the code expires sooner
constexpr std::chrono::seconds kListLimit{60};
constexpr const char* kScope = "sso:account:access";
constexpr const char* kDefaultRegion = "us-east-1";

Result<void> check_start_url(std::string_view text) {
  const auto url = parse_url(text);
  if (url && url->scheme == "https") return {};
  return fail(Errc::usage,
              "the start URL looks like https://d-1234567890.awsapps.com/start: your "
              "administrator, or an invitation by mail, has it");
}

Result<void> check_region(std::string_view region) {
  if (aws::is_region_name(region)) return {};
  return fail(Errc::usage, fmt::format("\"{}\" is not an AWS region", region));
}

// Profiles with the same login share a session.
std::string session_name(const aws::Profiles& profiles, const aws::SsoProfile& wanted) {
  for (const auto& [name, section] : profiles.sso_sessions) {
    if (aws::section_get(section, "sso_start_url") == wanted.start_url &&
        aws::section_get(section, "sso_region") == wanted.sso_region) {
      return name;
    }
  }
  return wanted.name;
}

class SsoDialogue {
 public:
  SsoDialogue(const aws::Settings& settings, const home::ProcessContext& context,
              Questions& questions, Report& report)
      : clients_(aws::Clients::make_unsigned(settings)),
        context_(context),
        questions_(questions),
        report_(report) {}

  Result<aws::SsoAccess> log_in(const aws::SsoProfile& profile) {
    login::Login login(clients_->sso_oidc(), clients_->clock(), context_.home,
                       [this](const login::Confirmation& shown) { show(shown); });
    const aws::SsoSession session{.name = profile.session_name,
                                  .start_url = profile.start_url,
                                  .region = profile.sso_region,
                                  .scopes = {kScope}};
    auto token = async::wait_for<aws::SsoToken>(kLoginLimit, [&](async::Deadline deadline) {
      return login.run(session, std::move(deadline));
    });
    if (!token) return std::unexpected(token.error());
    return aws::SsoAccess{profile.sso_region, std::move(token->access_token)};
  }

  Result<std::string> choose_account(const aws::SsoAccess& access) {
    using Accounts = std::vector<aws::SsoAccount>;
    const auto accounts = async::wait_for<Accounts>(kListLimit, [&](async::Deadline deadline) {
      return clients_->sso().list_accounts(access, std::move(deadline));
    });
    if (!accounts) return std::unexpected(accounts.error());
    std::vector<std::string> lines;
    for (const auto& account : *accounts) {
      lines.push_back(fmt::format("{}  {}  {}", account.id, account.name, account.email));
    }
    const auto chosen = choose("Account", lines);
    if (!chosen) return std::unexpected(chosen.error());
    return accounts->at(*chosen).id;
  }

  Result<std::string> choose_role(const aws::SsoAccess& access, const std::string& account) {
    using Roles = std::vector<std::string>;
    const auto roles = async::wait_for<Roles>(kListLimit, [&](async::Deadline deadline) {
      return clients_->sso().list_account_roles(access, account, std::move(deadline));
    });
    if (!roles) return std::unexpected(roles.error());
    const auto chosen = choose("Role", *roles);
    if (!chosen) return std::unexpected(chosen.error());
    return roles->at(*chosen);
  }

 private:
  void show(const login::Confirmation& shown) {
    const bool opened = login::open_in_browser(shown.full_url, context_.environment);
    report_.text(fmt::format("{} {}\nand confirm that it shows the code {}",
                             opened ? "Your browser opens" : "Open", shown.full_url, shown.code));
    report_.busy("waiting for the confirmation");
  }

  Result<std::size_t> choose(const std::string& what, const std::vector<std::string>& lines) {
    if (lines.empty()) {
      return fail(Errc::credentials,
                  "this login has no role in any account: ask your "
                  "administrator for an assignment");
    }
    if (lines.size() == 1) {
      report_.same(fmt::format("{} {}", what, lines.front()));
      return 0;
    }
    return questions_.choose({.text = what, .option = "", .lines = lines, .preset = {}});
  }

  std::unique_ptr<aws::Clients> clients_;
  const home::ProcessContext& context_;
  Questions& questions_;
  Report& report_;
};

}  // namespace

Result<aws::SsoProfile> ask_sso_profile(const std::string& name,
                                        const home::ProcessContext& context, Questions& questions,
                                        Report& report) {
  aws::SsoProfile profile;
  profile.name = name;
  auto start_url = questions.ask(
      {.text = "Start URL", .option = "", .preset = std::nullopt, .check = check_start_url});
  if (!start_url) return std::unexpected(start_url.error());
  profile.start_url = std::move(*start_url);
  auto region = questions.ask({.text = "Region of IAM Identity Center",
                               .option = "",
                               .preset = kDefaultRegion,
                               .check = check_region});
  if (!region) return std::unexpected(region.error());
  profile.sso_region = std::move(*region);
  const auto settings = aws::load_settings(context.environment, {});
  if (!settings) return std::unexpected(settings.error());
  profile.session_name = session_name(settings->profiles, profile);

  SsoDialogue dialogue(*settings, context, questions, report);
  const auto access = dialogue.log_in(profile);
  if (!access) return std::unexpected(access.error());
  auto account = dialogue.choose_account(*access);
  if (!account) return std::unexpected(account.error());
  profile.account_id = std::move(*account);
  auto role = dialogue.choose_role(*access, profile.account_id);
  if (!role) return std::unexpected(role.error());
  profile.role_name = std::move(*role);
  return profile;
}

}  // namespace cloudx::setup
