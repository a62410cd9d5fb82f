// An agent, or whoever stands in for it, that does not keep to the handshake.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/ssm/channel.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm {
namespace {

using test::kComplete;
using test::kPortRequest;
using test::output_frame;
using test::stream_frame;

constexpr std::string_view kShellRequest =
    R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
    R"("ActionParameters":{"SessionType":"Standard_Stream","Properties":null}}]})";
constexpr std::string_view kKmsRequest =
    R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
    R"("ActionParameters":{"SessionType":"Port","Properties":{"portNumber":"22"}}},)"
    R"({"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"k"}}]})";

class HostileAgent : public testing::Test {
 protected:
  HostileAgent() { session.channel.opened(Secret("t"), session.now()); }

  void ask(std::string_view request) {
    session.receive(stream_frame(0, PayloadType::handshake_request, request));
  }
  void expect_failure() {
    ASSERT_TRUE(session.channel.end().has_value());
    EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
    EXPECT_EQ(session.local(), "");
  }

  test::Session session{test::port_options()};
};

TEST_F(HostileAgent, OutputBeforeTheEncryptionIsSetUpIsNotDelivered) {
  ask(kKmsRequest);
  session.receive(output_frame(1, "not sealed"));
  expect_failure();
}

TEST_F(HostileAgent, OutputBeforeTheEndOfTheHandshakeIsNotDelivered) {
  ask(kPortRequest);
  session.receive(output_frame(1, "early"));
  expect_failure();
}

TEST_F(HostileAgent, OutputThatFailedTheSessionIsNotDeliveredLater) {
  session.receive(output_frame(1, "ahead"));
  ask(kKmsRequest);
  session.channel.output_written(0, session.now());
  expect_failure();
}

TEST_F(HostileAgent, RefusedSessionIsNotGoneOnWith) {
  ask(kShellRequest);
  session.receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
  expect_failure();
}

}  // namespace
}  // namespace cloudx::ssm
