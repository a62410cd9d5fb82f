#include "features/doctor/diagnosis_target.hpp"

#include <gtest/gtest.h>

namespace cloudx::doctor {
namespace {

home::ProcessContext context() {
  return {.program = "cloudx-proxy",
          .home = "/home/u",
          .environment = aws::Environment([](std::string_view) { return std::nullopt; }),
          .executable = "/usr/bin/cloudx-proxy"};
}

DiagnosisTarget target(const DoctorRequest& request, const std::string& command,
                       const std::string& hostname = "i-0123456789abcdef0") {
  return make_diagnosis_target(
      request, context(), SshView("hostname " + hostname + "\nproxycommand " + command + "\n"));
}

DoctorRequest request(std::string host) {
  DoctorRequest request;
  request.host = std::move(host);
  return request;
}

TEST(DiagnosisTargetOf, ProxyCommandSaysWhichAccountAndKey) {
  const DiagnosisTarget found =
      target(request("web"),
             "/x/cloudX-proxy connect %h %p --profile dev --region us-east-1 --aws-env lab "
             "--ssh-key k --ssh-config=/c --ssh-dir ~/keys --os-user admin");
  EXPECT_EQ(found.instance, "i-0123456789abcdef0");
  EXPECT_EQ(found.program, "cloudX-proxy");
  EXPECT_EQ(found.account.profile, "dev");
  EXPECT_EQ(found.account.region, "us-east-1");
  EXPECT_EQ(found.account.aws_env, "lab");
  EXPECT_EQ(found.locations.ssh_key, "k");
  EXPECT_EQ(found.locations.ssh_config, "/c");
  EXPECT_EQ(found.locations.ssh_dir, "~/keys");
  EXPECT_EQ(found.os_user, "admin");
}

TEST(DiagnosisTargetOf, CommandLineCountsMore) {
  DoctorRequest asked = request("web");
  asked.account.profile = "mine";
  const DiagnosisTarget found = target(asked, "cloudx-proxy connect %h %p --profile dev");
  EXPECT_EQ(found.account.profile, "mine");
  EXPECT_EQ(found.os_user, "ec2-user");
}

TEST(DiagnosisTargetOf, InstanceMayStandInTheCommand) {
  EXPECT_EQ(target(request("web"), "cloudx-proxy connect i-12345678 %p", "web").instance,
            "i-12345678");
  EXPECT_EQ(target(request("web"), "cloudx-proxy connect %h %p", "10.0.0.1").instance, "");
}

TEST(DiagnosisTargetOf, ForeignCommandHasNoOptions) {
  const DiagnosisTarget found = target(request("web"), "nc --profile dev %h %p");
  EXPECT_FALSE(found.command);
  EXPECT_FALSE(found.account.profile);
}

TEST(DiagnosisTargetOf, InstanceIdNeedsNoSsh) {
  const DiagnosisTarget found = make_diagnosis_target(request("i-12345678"), context(), {});
  EXPECT_EQ(found.instance, "i-12345678");
  EXPECT_EQ(found.host, "");
}

}  // namespace
}  // namespace cloudx::doctor
