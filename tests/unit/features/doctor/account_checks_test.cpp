#include "features/doctor/account_checks.hpp"

#include <gtest/gtest.h>

namespace cloudx::doctor {
namespace {

os::FileFacts file(unsigned mode) {
  return {.path = "/home/u/.aws/credentials",
          .exists = true,
          .is_directory = false,
          .readable = true,
          .executable = false,
          .open_to_others = (mode & 077U) != 0,
          .writable_by_others = (mode & 022U) != 0,
          .permissions = "their mode"};
}

home::Account account(const std::string& sso_session = "") {
  home::Account account;
  account.settings.profile = "dev";
  account.settings.endpoints.region = "eu-west-1";
  account.settings.region_source = "profile dev";
  aws::Profile profile;
  profile.name = "dev";
  if (!sso_session.empty()) profile.config["sso_session"] = {sso_session, {}};
  account.settings.profiles.profiles["dev"] = profile;
  return account;
}

Error service(std::string code) {
  Error error = fail(Errc::service, code + ": no").error();
  error.service_code = std::move(code);
  return error;
}

TEST(Configuration, FileIsNamedOrThatThereIsNone) {
  config::Configuration all;
  all.file = "/home/u/config";
  all.is_there = true;
  EXPECT_EQ(check_configuration(all).status, Status::ok);
  EXPECT_EQ(check_configuration(all).text, "/home/u/config");
  all.is_there = false;
  EXPECT_EQ(check_configuration(all).status, Status::skipped);
  all.file.clear();
  EXPECT_EQ(check_configuration(all).status, Status::skipped);
}

TEST(Configuration, FaultsAreAWarningAndAFileThatIsRefusedAFailure) {
  config::Configuration all;
  all.file = "/home/u/config";
  all.is_there = true;
  all.faults = {"/home/u/config, line 3: x"};
  EXPECT_EQ(check_configuration(all).status, Status::warn);
  EXPECT_EQ(check_configuration(all).text, "/home/u/config, line 3: x");
  all.faults.emplace_back("another");
  EXPECT_EQ(check_configuration(all).text, "/home/u/config, line 3: x (and 1 more)");
  EXPECT_EQ(check_configuration(fail(Errc::configuration, "refused")).status, Status::fail);
}

TEST(AwsFiles, ModesDecideBySecrecy) {
  EXPECT_EQ(check_aws_file(AwsFile::credentials, file(0600)).status, Status::ok);
  EXPECT_EQ(check_aws_file(AwsFile::credentials, file(0640)).status, Status::warn);
  EXPECT_EQ(check_aws_file(AwsFile::credentials, file(0604)).remedy,
            "chmod 600 /home/u/.aws/credentials");
  EXPECT_TRUE(check_aws_file(AwsFile::credentials, file(0604)).text.ends_with("(their mode)"));
  EXPECT_EQ(check_aws_file(AwsFile::config, file(0644)).status, Status::ok);
  EXPECT_EQ(check_aws_file(AwsFile::config, file(0664)).status, Status::warn);
}

TEST(AwsFiles, MissingFileIsNoFault) {
  os::FileFacts missing = file(0);
  missing.exists = false;
  EXPECT_EQ(check_aws_file(AwsFile::credentials, missing).status, Status::skipped);
}

TEST(AwsFiles, UnreadableFileAndFolderFail) {
  os::FileFacts unreadable = file(0200);
  unreadable.readable = false;
  EXPECT_EQ(check_aws_file(AwsFile::config, unreadable).status, Status::fail);
  os::FileFacts folder = file(0700);
  folder.is_directory = true;
  EXPECT_EQ(check_aws_file(AwsFile::config, folder).status, Status::fail);
}

TEST(Credentials, TheirSourceIsNamedAndTheKeyIsShortened) {
  aws::Credentials found;
  found.access_key_id = "AKIA1234567890ABCDEF";
  found.source = "shared-credentials-file";
  const Finding finding = check_credentials(found, account());
  EXPECT_EQ(finding.status, Status::ok);
  EXPECT_EQ(finding.text, "AKIA...CDEF from shared-credentials-file");
}

TEST(Credentials, ExpiredLoginNamesTheCommand) {
  const Result<aws::Credentials> none = fail(Errc::credentials, "the login has expired");
  EXPECT_EQ(check_credentials(none, account("work")).remedy, "cloudx-proxy login --profile dev");
  EXPECT_FALSE(check_credentials(none, account()).remedy.contains("login"));
}

TEST(Identity, EachRefusalHasItsOwnRemedy) {
  const auto remedy = [](const char* code, const home::Account& of,
                         const std::string& source = "shared-credentials-file") {
    const Finding finding = check_identity(std::unexpected(service(code)), source, of);
    EXPECT_EQ(finding.status, Status::fail);
    return finding.remedy;
  };
  EXPECT_TRUE(remedy("InvalidClientTokenId", account()).contains("access key"));
  EXPECT_TRUE(remedy("SignatureDoesNotMatch", account()).contains("secret"));
  EXPECT_TRUE(remedy("ExpiredToken", account()).contains("renew"));
  EXPECT_EQ(remedy("ExpiredToken", account("work")), "cloudx-proxy login --profile dev");
  EXPECT_TRUE(remedy("ExpiredToken", account("work"), "env").contains("AWS_ACCESS_KEY_ID"));
  EXPECT_TRUE(remedy("InvalidClientTokenId", account(), "env").contains("AWS_ACCESS_KEY_ID"));
}

TEST(Credentials, RoleNeedsTheLoginOfItsSource) {
  home::Account role = account();
  auto& profiles = role.settings.profiles.profiles;
  profiles["dev"].config["role_arn"] = {"arn:aws:iam::123456789012:role/x", {}};
  profiles["dev"].config["source_profile"] = {"middle", {}};
  profiles["middle"].config["role_arn"] = {"arn:aws:iam::123456789012:role/y", {}};
  profiles["middle"].config["source_profile"] = {"my base", {}};
  profiles["my base"].config["sso_session"] = {"corp", {}};
  role.settings.login_command = "cloudX-proxy login --aws-env lab";
  const Result<aws::Credentials> none = fail(Errc::credentials, "the login has expired");
  EXPECT_EQ(check_credentials(none, role).remedy,
            "cloudX-proxy login --aws-env lab --profile 'my base'");
  const Result<aws::Credentials> offline = fail(Errc::resolve, "looking up x: no");
  EXPECT_TRUE(check_credentials(offline, role).remedy.contains("network"));
  const Result<aws::Credentials> denied = std::unexpected(service("AccessDenied"));
  EXPECT_TRUE(check_credentials(denied, role).remedy.contains("sts:AssumeRole"));
  profiles["my base"].config["aws_access_key_id"] = {"AKIA", {}};
  EXPECT_FALSE(check_credentials(none, role).remedy.contains("login"));
}

TEST(Credentials, LoginOfTheConsoleIsRenewedByTheAwsCli) {
  home::Account console = account();
  auto& profile = console.settings.profiles.profiles["dev"];
  profile.config["login_session"] = {"arn:aws:iam::123456789012:user/me", {}};
  const Result<aws::Credentials> none = fail(Errc::credentials, "the login has expired");
  EXPECT_EQ(check_credentials(none, console).remedy, "aws login --profile dev");
  Error error = fail(Errc::credentials, "the user may not renew the login").error();
  error.service_code = "INSUFFICIENT_PERMISSIONS";
  EXPECT_TRUE(check_credentials(std::unexpected(error), console)
                  .remedy.contains("SignInLocalDevelopmentAccess"));
  const Result<aws::CallerIdentity> expired = std::unexpected(service("ExpiredToken"));
  EXPECT_EQ(check_identity(expired, "login", console).remedy, "aws login --profile dev");
}

TEST(Profile, MissingOneIsMadeBySetup) {
  const Result<home::Account> missing = fail(Errc::not_found, "there is no AWS profile \"x\"");
  EXPECT_TRUE(check_profile(missing, "cloudx-proxy setup --profile x")
                  .remedy.starts_with("cloudx-proxy setup --profile x makes it"));
  const Result<home::Account> region = fail(Errc::usage, "\"x\" is not an AWS region");
  EXPECT_FALSE(check_profile(region, "cloudx-proxy setup").remedy.contains("makes it"));
}

TEST(Clock, OffByMoreThanAMinuteIsAWarning) {
  using std::chrono::seconds;
  EXPECT_EQ(check_clock(seconds(59)).status, Status::ok);
  EXPECT_EQ(check_clock(seconds(-60)).status, Status::ok);
  EXPECT_EQ(check_clock(seconds(61)).text, "this machine is 61 s behind AWS");
  EXPECT_EQ(check_clock(seconds(-600)).text, "this machine is 10 minutes ahead of AWS");
  EXPECT_EQ(check_clock(seconds(86400)).text, "this machine is 24 hours behind AWS");
  EXPECT_EQ(check_clock({}).status, Status::skipped);
}

}  // namespace
}  // namespace cloudx::doctor
