#include "features/setup/profile_step.hpp"

#include <chrono>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "features/setup/new_profile.hpp"

namespace cloudx::setup {

namespace {

constexpr std::chrono::seconds kLimit{60};

class ProfileStep {
 public:
  ProfileStep(const SetupRequest& request, const home::ProcessContext& context,
              Questions& questions, Report& report, const aws::AskMfaCode& ask_mfa_code)
      : request_(request),
        context_(context),
        questions_(questions),
        report_(report),
        ask_mfa_code_(ask_mfa_code),
        locations_(find_locations(request.locations, context)),
        name_(request.account.profile.value_or(locations_.default_profile)) {}

  Result<Profile> run() {
    auto account = find_account(request_.account, locations_.default_profile, context_);
    const bool missing =
        account ? account->default_profile_missing : account.error().kind == Errc::not_found;
    if (!missing && !account) return std::unexpected(account.error());
    if (!missing) return identify(std::move(*account));
    if (account) {
      // Without the default profile connect takes what the environment has: keys in a container,
      // the role of an instance.
      auto by_environment = identify(std::move(*account));
      const bool works = by_environment && by_environment->identity;
      if (works) {
        report_.warn(
            fmt::format("there is no AWS profile \"{}\": the credentials are those of "
                        "the environment, and ssh needs them there, too",
                        name_));
      }
      if (works) return by_environment;
    }
    if (!questions_.interactive() || request_.dry_run) return no_profile();
    report_.text(fmt::format("There is no AWS profile \"{}\" yet.", name_));
    auto made = make_profile(name_, files(), context_, questions_, report_);
    if (!made) return std::unexpected(made.error());
    account = find_account(request_.account, locations_.default_profile, context_);
    if (!account) return std::unexpected(account.error());
    return identify(std::move(*account));
  }

 private:
  // --dry-run goes on with what the environment says.
  Result<Profile> no_profile() {
    const std::string problem = fmt::format(
        "there is no AWS profile \"{}\": name another one with --profile, or run setup on a "
        "terminal and without --yes to make it",
        name_);
    if (!request_.dry_run) return fail(Errc::configuration, problem);
    report_.warn(problem);
    home::AccountRequest bare;
    bare.region = request_.account.region;
    auto account = find_account(bare, locations_.default_profile, context_);
    if (!account) return std::unexpected(account.error());
    return Profile{std::move(*account), nullptr, std::nullopt};
  }

  Result<Profile> identify(home::Account account) {
    Profile profile{std::move(account), nullptr, std::nullopt};
    const aws::Settings& settings = profile.account.settings;
    auto clients = aws::Clients::make(settings, context_.environment, ask_mfa_code_);
    Result<aws::CallerIdentity> identity = std::unexpected(Error{});
    if (clients) {
      report_.busy("asking AWS who this is");
      identity = async::wait_for<aws::CallerIdentity>(kLimit, [&](async::Deadline deadline) {
        return (*clients)->sts().get_caller_identity(std::move(deadline));
      });
    } else {
      identity = std::unexpected(clients.error());
    }
    if (!identity) return without_identity(std::move(profile), identity.error());
    profile.clients = std::move(*clients);
    profile.identity = std::move(*identity);
    tell(profile);
    return profile;
  }

  Result<Profile> without_identity(Profile profile, const Error& error) {
    const bool silent = profile.account.default_profile_missing && !request_.dry_run;
    const std::string problem = fmt::format("the AWS profile \"{}\" does not work: {}",
                                            profile.account.settings.profile, error.message);
    if (request_.dry_run) {
      report_.warn(problem);
    } else if (!silent) {
      return fail(error.kind == Errc::usage ? Errc::configuration : error.kind, problem);
    }
    return profile;
  }

  void tell(const Profile& profile) {
    const aws::CallerIdentity& identity = *profile.identity;
    report_.same(fmt::format("profile {} is {}, region {}", profile.account.settings.profile,
                             identity.arn, profile.account.region()));
  }

  [[nodiscard]] aws::SharedFiles files() const {
    if (request_.account.aws_env) {
      const auto folder =
          std::filesystem::path(context_.home) / ".aws" / "aws-envs" / *request_.account.aws_env;
      return {folder / "config", folder / "credentials"};
    }
    const auto settings = aws::load_settings(context_.environment, {});
    if (settings) return {settings->config_file, settings->credentials_file};
    const auto folder = std::filesystem::path(context_.home) / ".aws";
    return {folder / "config", folder / "credentials"};
  }

  const SetupRequest& request_;
  const home::ProcessContext& context_;
  Questions& questions_;
  Report& report_;
  const aws::AskMfaCode& ask_mfa_code_;
  home::Locations locations_;
  std::string name_;
};

}  // namespace

Result<Profile> settle_profile(const SetupRequest& request, const home::ProcessContext& context,
                               Questions& questions, Report& report,
                               const aws::AskMfaCode& ask_mfa_code) {
  return ProfileStep(request, context, questions, report, ask_mfa_code).run();
}

}  // namespace cloudx::setup
