// Sessions that are no raw port: with a terminal, of a command, and of forwarded ports.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/control.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string request_for(std::string_view type, std::string_view properties = "null") {
  return std::string(
             R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
             R"("ActionParameters":{"SessionType":")") +
         std::string(type) + R"(","Properties":)" + std::string(properties) + "}}]}";
}

ChannelOptions options_for(SessionKinds kinds) {
  ChannelOptions options = port_options();
  options.kinds = kinds;
  return options;
}

Session opened(SessionKinds kinds, std::string_view request) {
  Session session(options_for(kinds));
  session.open(request);
  return session;
}

// A shell without encryption: no handshake, output is the first thing that comes.
Session shell() {
  Session session(options_for({SessionKind::terminal}));
  session.channel.opened(Secret("t"), session.now());
  session.sent();
  session.receive(output_frame(0, "$ "));
  return session;
}

// Text and stream of each run of output.
std::vector<std::pair<OutputStream, std::string>> runs(Channel& channel, Instant now) {
  std::vector<std::pair<OutputStream, std::string>> all;
  Bytes bytes;
  while (channel.has_output()) {
    const OutputStream stream = channel.take_output(bytes);
    all.emplace_back(stream, as_text(bytes));
    channel.output_written(bytes.size(), now);
  }
  return all;
}

TEST(SessionKinds, EachTypeIsRefusedWhereItIsNotAccepted) {
  for (const auto& [type, properties] :
       {std::pair("Standard_Stream", "null"), std::pair("InteractiveCommands", "null"),
        std::pair("NonInteractiveCommands", "null"), std::pair("Port", R"({"portNumber":"80"})"),
        std::pair("Dance", "null")}) {
    Session session(options_for({SessionKind::port_forwarding}));
    session.channel.opened(Secret("t"), session.now());
    session.sent();
    session.receive(stream_frame(0, PayloadType::handshake_request, request_for(type, properties)));
    const auto sent = session.sent_stream();
    ASSERT_EQ(sent.size(), 1U) << type;
    EXPECT_THAT(sent[0].payload, HasSubstr(R"("ActionStatus":2)")) << type;
  }
}

TEST(SessionKinds, TheAgentTellsKindAndProperties) {
  const Session session =
      opened({SessionKind::port_forwarding},
             request_for("Port", R"({"type":"LocalPortForwarding","localPortNumber":"0"})"));
  EXPECT_EQ(session.channel.kind(), SessionKind::port_forwarding);
  EXPECT_THAT(session.channel.properties(),
              ElementsAre(Pair("type", "LocalPortForwarding"), Pair("localPortNumber", "0")));
}

TEST(SessionKinds, OutputWithoutAHandshakeOpensATerminal) {
  Session session = shell();
  EXPECT_EQ(session.channel.phase(), Phase::open);
  EXPECT_EQ(session.channel.kind(), SessionKind::terminal);
  EXPECT_EQ(session.channel.agent_version(), "");
  EXPECT_EQ(session.local(), "$ ");
  EXPECT_EQ(session.type("ls\r"), 3U);
}

TEST(SessionKinds, OutputWithoutAHandshakeOpensNothingElse) {
  Session session(options_for({SessionKind::command, SessionKind::port_forwarding}));
  session.channel.opened(Secret("t"), session.now());
  session.receive(output_frame(0, "$ "));
  ASSERT_TRUE(session.channel.end().has_value());
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
}

TEST(SessionKinds, OutputInTheMiddleOfAHandshakeFailsATerminalToo) {
  Session session(options_for({SessionKind::terminal}));
  session.channel.opened(Secret("t"), session.now());
  session.receive(stream_frame(0, PayloadType::handshake_request, request_for("Standard_Stream")));
  session.receive(output_frame(1, "$ "));
  ASSERT_TRUE(session.channel.end().has_value());
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::failed);
}

TEST(SessionKinds, AHandshakeAfterTheFirstOutputChangesNothing) {
  Session session = shell();
  session.sent();
  session.receive(stream_frame(1, PayloadType::handshake_request, request_for("Port")));
  EXPECT_THAT(session.sent_stream(), IsEmpty());
  EXPECT_EQ(session.channel.phase(), Phase::open);
}

TEST(TerminalSession, ItsSizeIsToldOnceItIsOpen) {
  Session session(options_for({SessionKind::terminal}));
  session.channel.resize({.columns = 132, .rows = 43}, session.now());
  session.channel.opened(Secret("t"), session.now());
  session.sent();
  EXPECT_THAT(session.sent_stream(), IsEmpty());
  session.receive(output_frame(0, "$ "));
  const auto sent = session.sent_stream();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].header.payload_type, PayloadType::size);
  EXPECT_EQ(sent[0].payload, R"({"cols":132,"rows":43})");
}

TEST(TerminalSession, OnlyANewSizeIsTold) {
  Session session = shell();
  session.sent();
  session.channel.resize({.columns = 0, .rows = 0}, session.now());  // as the agent's begins
  EXPECT_THAT(session.sent_stream(), IsEmpty());
  session.channel.resize({.columns = 80, .rows = 24}, session.now());
  session.channel.resize({.columns = 80, .rows = 24}, session.now());
  EXPECT_EQ(session.sent_stream().size(), 1U);
}

TEST(TerminalSession, NoSizeButItsOwnIsEverSent) {
  ChannelOptions options = options_for({SessionKind::terminal});
  options.payload = {.largest = 32768, .in_steps = true};
  Session session(options);
  session.channel.opened(Secret("t"), session.now());
  session.sent();
  session.receive(output_frame(0, "$ "));
  EXPECT_GT(session.type(std::string(64U << 10, 'x')), 8U << 10);
  for (const auto& message : session.sent_stream()) {
    EXPECT_EQ(message.header.payload_type, PayloadType::output);
  }
}

// Its agent takes no notice of the flag: only the service ends such a session.
TEST(TerminalSession, IsEndedWithoutAFlag) {
  Session session = shell();
  session.sent();
  session.channel.terminate(session.now());
  EXPECT_THAT(session.sent_stream(), IsEmpty());
  ASSERT_TRUE(session.channel.end().has_value());
  EXPECT_EQ(session.channel.end()->kind, ChannelEnd::Kind::terminated);
}

TEST(TerminalSession, WithoutALimitSilenceAfterTheEndOfInputIsNoEnd) {
  ChannelOptions options = options_for({SessionKind::terminal});
  options.quiet_limit.reset();
  Session session(options);
  session.channel.opened(Secret("t"), session.now());
  session.receive(output_frame(0, "$ "));
  EXPECT_EQ(session.local(), "$ ");
  session.sent();
  session.channel.end_input(session.now());
  session.advance(minutes(30));
  session.channel.tick(session.now());
  EXPECT_FALSE(session.channel.end().has_value());
}

TEST(CommandSession, BothStreamsComeOutInTheAgentsOrder) {
  Session session = opened({SessionKind::command}, request_for("NonInteractiveCommands"));
  session.receive(output_frame(2, "one"));
  session.receive(stream_frame(3, PayloadType::std_err, "two"));
  session.receive(stream_frame(4, PayloadType::std_err, "three"));
  session.receive(output_frame(5, "four"));
  EXPECT_THAT(
      runs(session.channel, session.now()),
      ElementsAre(Pair(OutputStream::standard, "one"), Pair(OutputStream::error, "twothree"),
                  Pair(OutputStream::standard, "four")));
}

TEST(CommandSession, TheExitCodeIsKeptAndIsNoOutput) {
  for (const auto& [payload, code] :
       {std::pair("EXIT_CODE: 0", 0), std::pair("EXIT_CODE: 255", 255),
        std::pair("EXIT_CODE: -1", -1)}) {
    Session session = opened({SessionKind::command}, request_for("NonInteractiveCommands"));
    EXPECT_EQ(session.channel.exit_code(), std::nullopt);
    session.receive(stream_frame(2, PayloadType::exit_code, payload));
    EXPECT_EQ(session.channel.exit_code(), code);
    EXPECT_EQ(session.local(), "");
    EXPECT_FALSE(session.channel.end().has_value());
  }
}

TEST(PortSession, DeliveredBytesCountInOrder) {
  Session session(port_options());
  session.open();
  EXPECT_EQ(session.type("one"), 3U);
  EXPECT_EQ(session.type("four"), 4U);
  session.sent();
  session.receive(acknowledge_frame(2));  // 0 was the answer in the handshake
  EXPECT_EQ(session.channel.window().delivered(), 0U);
  session.receive(acknowledge_frame(1));
  EXPECT_EQ(session.channel.window().delivered(), 7U);
  session.receive(acknowledge_frame(1));
  EXPECT_EQ(session.channel.window().delivered(), 7U);
}

TEST(PortSession, StandardErrorOfACommandIsNoOutputOfAPort) {
  Session session(port_options());
  session.open();
  session.receive(stream_frame(2, PayloadType::std_err, "not of this session"));
  EXPECT_EQ(session.local(), "");
}

TEST(PortSession, RefusedConnectionsAreCounted) {
  Session session = opened({SessionKind::port_forwarding},
                           request_for("Port", R"({"type":"LocalPortForwarding"})"));
  const Bytes flag = format_flag(Flag::connect_to_port_error);
  session.receive(stream_frame(2, PayloadType::flag, as_text(flag)));
  session.receive(stream_frame(3, PayloadType::flag, as_text(flag)));
  EXPECT_EQ(session.channel.take_refusals(), 2);
  EXPECT_EQ(session.channel.take_refusals(), 0);
}

}  // namespace
}  // namespace cloudx::ssm::test
