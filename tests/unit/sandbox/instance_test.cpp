#include "sandbox/world/instance.hpp"

#include <gtest/gtest.h>

namespace cloudx::sandbox {
namespace {

using namespace std::chrono_literals;

const Time kStart = Time(1'700'000'000s);

InstanceSpec spec_of(std::string_view text) {
  const Result<InstanceSpec> spec = parse_instance_spec(text);
  EXPECT_TRUE(spec.has_value());
  return spec.value_or(InstanceSpec{});
}

TEST(InstanceTest, RunningAtStartAcceptsSessionsAtOnce) {
  const Instance instance(spec_of("state=running"), kStart);
  EXPECT_TRUE(instance.accepts_sessions(kStart));
}

TEST(InstanceTest, StartGoesThroughPendingOnlineAndRefusing) {
  Instance instance(spec_of("state=stopped,boot=2s,online-delay=3s,refuse-delay=4s"), kStart);
  EXPECT_FALSE(instance.online(kStart + 100s));
  instance.enter(InstanceState::pending, kStart);
  EXPECT_EQ(instance.state(kStart + 1999ms), InstanceState::pending);
  EXPECT_EQ(instance.state(kStart + 2s), InstanceState::running);
  EXPECT_FALSE(instance.online(kStart + 4999ms));
  EXPECT_TRUE(instance.online(kStart + 5s));
  EXPECT_FALSE(instance.accepts_sessions(kStart + 8999ms));
  EXPECT_TRUE(instance.accepts_sessions(kStart + 9s));
}

TEST(InstanceTest, StoppingBecomesStopped) {
  const Instance instance(spec_of("state=stopping,stop-delay=1s"), kStart);
  EXPECT_EQ(instance.state(kStart), InstanceState::stopping);
  EXPECT_EQ(instance.state(kStart + 1s), InstanceState::stopped);
}

TEST(InstanceTest, ShuttingDownBecomesTerminated) {
  const Instance instance(spec_of("state=shutting-down,stop-delay=1s"), kStart);
  EXPECT_EQ(instance.state(kStart + 1s), InstanceState::terminated);
}

TEST(InstanceTest, SshServerAnswersSomeTimeAfterTheStart) {
  const Instance late(spec_of("state=pending,boot=2s,ssh-delay=3s"), kStart);
  EXPECT_FALSE(late.ssh_answers(kStart + 4s));
  EXPECT_TRUE(late.ssh_answers(kStart + 5s));
  EXPECT_TRUE(Instance(spec_of("state=running,ssh-delay=3s"), kStart).ssh_answers(kStart));
  EXPECT_FALSE(Instance(spec_of("port-refused"), kStart).ssh_answers(kStart + 5s));
}

TEST(InstanceSpecTest, AllFieldsAreRead) {
  const InstanceSpec spec = spec_of(
      "id=mi-0123456789abcdef0,name=dev box,tag.team=core,agent-version=3.1.0.0,"
      "platform=Windows,start-error=InsufficientInstanceCapacity:None left,port-refused,boot=1m");
  EXPECT_TRUE(spec.hybrid());
  EXPECT_EQ(spec.tags.at("Name"), "dev box");
  EXPECT_EQ(spec.tags.at("team"), "core");
  EXPECT_EQ(spec.agent_version, "3.1.0.0");
  EXPECT_EQ(spec.platform, "Windows");
  EXPECT_EQ(spec.start_error_code, "InsufficientInstanceCapacity");
  EXPECT_EQ(spec.start_error_text, "None left");
  EXPECT_TRUE(spec.port_refused);
  EXPECT_EQ(spec.boot, 60s);
}

TEST(InstanceSpecTest, BadPartsAreNamed) {
  for (const auto& [text, part] : {std::pair{"id=i-xyz", "i-xyz"},
                                   {"state=asleep", "asleep"},
                                   {"boot=fast", "fast"},
                                   {"colour=red", "colour"},
                                   {"boot=-1s", "-1s"}}) {
    const auto spec = parse_instance_spec(text);
    ASSERT_FALSE(spec) << text;
    EXPECT_EQ(spec.error().kind, Errc::usage);
    EXPECT_TRUE(spec.error().message.contains(part)) << spec.error().message;
  }
}

}  // namespace
}  // namespace cloudx::sandbox
