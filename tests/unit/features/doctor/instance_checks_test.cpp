#include "features/doctor/instance_checks.hpp"

#include <gtest/gtest.h>

namespace cloudx::doctor {
namespace {

constexpr const char* kId = "i-0123456789abcdef0";

using Instances = Result<std::vector<aws::Instance>>;
using Nodes = Result<std::vector<aws::InstanceInformation>>;

Error service(std::string code) {
  Error error = fail(Errc::service, code + ": no").error();
  error.service_code = std::move(code);
  error.http_status = 400;
  return error;
}

Instances instance(aws::InstanceState state, std::string name) {
  aws::Instance found;
  found.state = state;
  found.state_name = std::move(name);
  return std::vector{found};
}

Nodes node(std::string ping, std::string version) {
  aws::InstanceInformation found;
  found.ping_status = std::move(ping);
  found.agent_version = std::move(version);
  return std::vector{found};
}

TEST(Permission, DeniedSaysWhatDoesNotWork) {
  const Finding finding = check_permission("ec2:StartInstances",
                                           std::unexpected(service("UnauthorizedOperation")), "so");
  EXPECT_EQ(check_permission("ec2:StartInstances", false, "so").text, finding.text);
  EXPECT_EQ(finding.status, Status::warn);
  EXPECT_EQ(finding.name, "may StartInstances");
  EXPECT_EQ(finding.text, "ec2:StartInstances is denied: so");
  EXPECT_TRUE(finding.remedy.contains("ec2:StartInstances"));
}

TEST(Permission, OtherRefusalsTellNothing) {
  const auto status = [](const Error& error) {
    return check_permission("a:B", std::unexpected(error), "").status;
  };
  EXPECT_EQ(check_permission("a:B", true, "").status, Status::ok);
  EXPECT_EQ(status(service("InvalidInstanceID.NotFound")), Status::skipped);
  EXPECT_EQ(status(fail(Errc::timeout, "timed out").error()), Status::warn);
  EXPECT_EQ(untried_permission("ssm:StartSession").status, Status::skipped);
}

TEST(InstanceCheck, StatesAreJudged) {
  using enum aws::InstanceState;
  const struct {
    aws::InstanceState state;
    const char* name;
    Status status;
    Life life;
  } kCases[] = {{running, "running", Status::ok, Life::running},
                {pending, "pending", Status::warn, Life::not_running},
                {stopped, "stopped", Status::warn, Life::not_running},
                {stopping, "stopping", Status::warn, Life::not_running},
                {terminated, "terminated", Status::fail, Life::gone},
                {shutting_down, "shutting-down", Status::fail, Life::gone}};
  for (const auto& [state, name, status, life] : kCases) {
    const Instances found = instance(state, name);
    const Finding finding = check_instance(kId, "eu-west-1", found, false);
    EXPECT_EQ(finding.status, status) << name;
    EXPECT_TRUE(finding.text.contains(name));
    EXPECT_EQ(life_of(found), life) << name;
  }
}

TEST(InstanceCheck, StoppedFailsWhereItMayNotBeStarted) {
  const auto stopped = instance(aws::InstanceState::stopped, "stopped");
  EXPECT_EQ(check_instance(kId, "eu-west-1", stopped, true).status, Status::fail);
  const auto running = instance(aws::InstanceState::running, "running");
  EXPECT_EQ(check_instance(kId, "eu-west-1", running, true).status, Status::ok);
}

TEST(InstanceCheck, UnknownNamesTheRegion) {
  for (const Instances& found : {Instances(std::unexpected(service("InvalidInstanceID.NotFound"))),
                                 Instances(std::vector<aws::Instance>{})}) {
    const Finding finding = check_instance(kId, "us-east-1", found, false);
    EXPECT_EQ(finding.status, Status::fail);
    EXPECT_TRUE(finding.text.contains("us-east-1"));
    EXPECT_EQ(life_of(found), Life::unknown);
  }
}

TEST(InstanceCheck, DeniedIsNotHeldAgainstTheInstance) {
  EXPECT_EQ(
      check_instance(kId, "r", std::unexpected(service("UnauthorizedOperation")), false).status,
      Status::skipped);
}

TEST(Agent, PingIsJudgedOnlyWhileTheInstanceRuns) {
  const auto status = [](Life life, const Nodes& known) {
    return check_agent(kId, life, known).status;
  };
  EXPECT_EQ(status(Life::running, node("Online", "")), Status::ok);
  EXPECT_EQ(status(Life::unknown, node("ConnectionLost", "")), Status::fail);
  EXPECT_EQ(status(Life::running, node("Inactive", "")), Status::fail);
  EXPECT_EQ(status(Life::not_running, node("ConnectionLost", "")), Status::skipped);
  EXPECT_EQ(status(Life::running, std::vector<aws::InstanceInformation>{}), Status::fail);
  EXPECT_EQ(status(Life::running, std::unexpected(service("AccessDeniedException"))),
            Status::skipped);
}

TEST(Agent, MissingOneHasARemedyOfItsKind) {
  const Nodes none = std::vector<aws::InstanceInformation>{};
  EXPECT_TRUE(check_agent(kId, Life::running, none).remedy.contains("instance profile"));
  EXPECT_TRUE(
      check_agent("mi-0123456789abcdef0", Life::unknown, none).remedy.contains("activation"));
}

TEST(Agent, VersionIsComparedWithWhatSessionsNeed) {
  const auto status = [](const char* version) {
    return check_agent_version(node("Online", version)).value_or(Finding{}).status;
  };
  EXPECT_EQ(status("2.3.671.0"), Status::fail);
  EXPECT_EQ(status("2.3.672.0"), Status::warn);
  EXPECT_EQ(status("3.2.1040.9"), Status::warn);
  EXPECT_EQ(status("3.2.1041.0"), Status::ok);
  EXPECT_EQ(status("3.3.1142.0"), Status::ok);
  EXPECT_FALSE(check_agent_version(node("Online", "")));
}

TEST(Gateway, NotConnectedFailsOnlyWhileTheInstanceRuns) {
  EXPECT_EQ(check_connected(kId, Life::running, true).status, Status::ok);
  EXPECT_EQ(check_connected(kId, Life::running, false).status, Status::fail);
  EXPECT_EQ(check_connected(kId, Life::not_running, false).status, Status::skipped);
  EXPECT_EQ(check_connected(kId, Life::running, std::unexpected(service("AccessDenied"))).status,
            Status::skipped);
}

}  // namespace
}  // namespace cloudx::doctor
