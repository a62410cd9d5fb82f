// Port forwarding at the agent: what the handshake says, and which plugin does the work.

#include "unit/sandbox/agent_fixture.hpp"

namespace cloudx::sandbox {
namespace {

class AgentPortsTest : public AgentTest {
 protected:
  static AgentConfig forwarding(std::string version = "3.3.1142.0") {
    return {.version = std::move(version),
            .kind = SessionKind::local_port,
            .properties = {
                {"type", "LocalPortForwarding"}, {"portNumber", "80"}, {"localPortNumber", "0"}}};
  }
  std::optional<ConnectTarget> connected(const std::string& agent_version,
                                         const std::string& client_version) {
    make(forwarding(agent_version));
    (void)agent->start(now);
    return only<ConnectTarget>(answer_handshake(ssm::ActionStatus::success, client_version));
  }
  // Handshake done; number 1 is the client's next one.
  void forward_port(const std::string& client_version = "1.2.764.0") {
    (void)agent->start(now);
    (void)answer_handshake(ssm::ActionStatus::success, client_version);
    (void)acknowledge(0);
    (void)acknowledge(1);
    (void)agent->on_target_connected(now);
  }
};

TEST_F(AgentPortsTest, PropertiesOfTheDocumentAreAskedForWithSortedKeys) {
  make(forwarding());
  const auto frames = data(agent->start(now));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].payload,
            R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
            R"("ActionParameters":{"SessionType":"Port","Properties":{"localPortNumber":"0",)"
            R"("portNumber":"80","type":"LocalPortForwarding"}}}]})");
}

TEST_F(AgentPortsTest, PropertyThatIsNoTextIsPassedOnAsItStands) {
  AgentConfig config = forwarding();
  config.properties["localPortNumber"] = 8080;
  make(std::move(config));
  EXPECT_TRUE(data(agent->start(now)).at(0).payload.contains(R"("localPortNumber":8080)"));
}

TEST_F(AgentPortsTest, MultiplexerNeedsBothVersions) {
  EXPECT_EQ(connected("3.3.1142.0", "1.1.70")->plugin, Plugin::mux_port);
  EXPECT_EQ(connected("3.3.1142.0", "1.1.70.0")->plugin, Plugin::mux_port);
  EXPECT_EQ(connected("3.3.1142.0", "1.1.69.9")->plugin, Plugin::basic_port);
  EXPECT_EQ(connected("3.3.1142.0", "1.1")->plugin, Plugin::basic_port);
  EXPECT_EQ(connected("3.0.222.0", "1.2.764.0")->plugin, Plugin::mux_port);
  EXPECT_EQ(connected("3.0.196.0", "1.2.764.0")->plugin, Plugin::basic_port);
}

TEST_F(AgentPortsTest, KeepaliveIsOffWhereBothEndsKnowHowToDoWithout) {
  EXPECT_FALSE(connected("3.3.1142.0", "1.2.764.0")->keepalive);
  EXPECT_TRUE(connected("3.3.1142.0", "1.2.331.0")->keepalive);
  EXPECT_TRUE(connected("3.1.1511.0", "1.2.764.0")->keepalive);
  EXPECT_FALSE(connected("3.1.1446.0", "1.2.331.0")->keepalive);
}

TEST_F(AgentPortsTest, FailedDialOfTheMultiplexerIsFlagThree) {
  make(forwarding());
  forward_port();
  const auto frames = data(agent->on_dial_failed(now));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].header.payload_type, ssm::PayloadType::flag);
  EXPECT_EQ(frames[0].payload, std::string_view("\0\0\0\3", 4));
}

TEST_F(AgentPortsTest, BasicPortIsDisconnectedAfterWhatWasWritten) {
  make(forwarding());
  forward_port("1.1.0.0");
  EXPECT_EQ(written(input(1, "a")), "a");
  const AgentActions actions = flag(2, ssm::Flag::disconnect_to_port);
  EXPECT_TRUE(only<DisconnectTarget>(actions));
  EXPECT_EQ(acknowledged(actions), std::vector<std::int64_t>{2});
  EXPECT_EQ(written(input(3, "b")), "b");
}

TEST_F(AgentPortsTest, DisconnectFlagIsNothingToTheMultiplexerAndTheEndOfAPipe) {
  make(forwarding());
  forward_port();
  EXPECT_EQ(flag(1, ssm::Flag::disconnect_to_port).size(), 1U);  // the acknowledge
  make({});
  forward();
  EXPECT_TRUE(ended(flag(1, ssm::Flag::disconnect_to_port)));
}

TEST_F(AgentPortsTest, ForbiddenHostEndsWithTheAgentsWordsAlone) {
  make(forwarding());
  (void)agent->start(now);
  (void)answer_handshake();
  (void)acknowledge(0);
  (void)acknowledge(1);
  EXPECT_EQ(ended(agent->on_target_forbidden("Forwarding to IP address x is forbidden.", now)),
            "Forwarding to IP address x is forbidden.");
}

TEST_F(AgentPortsTest, UnusablePropertiesEndTheSessionAfterTheHandshake) {
  AgentConfig config = forwarding();
  config.failure = "Port number is empty in session properties.";
  make(std::move(config));
  (void)agent->start(now);
  (void)acknowledge(0);
  const AgentActions actions = answer_handshake();
  EXPECT_FALSE(only<ConnectTarget>(actions));
  EXPECT_EQ(ended(acknowledge(1)), "Port number is empty in session properties.");
}

}  // namespace
}  // namespace cloudx::sandbox
