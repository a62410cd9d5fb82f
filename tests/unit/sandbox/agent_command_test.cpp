// Non-interactive commands at the agent.

#include "unit/sandbox/agent_fixture.hpp"

namespace cloudx::sandbox {
namespace {

class AgentCommandTest : public AgentTest {
 protected:
  AgentCommandTest() { make({.kind = SessionKind::exec, .separate_output = true}); }

  // Numbers 0 and 1 are the agent's handshake; 1 is the client's next one.
  void run(const std::string& client_version = "1.2.764.0") {
    (void)agent->start(now);
    EXPECT_EQ(
        only<ConnectTarget>(answer_handshake(ssm::ActionStatus::success, client_version))->plugin,
        Plugin::command);
    (void)acknowledge(0);
    (void)acknowledge(1);
    (void)agent->on_target_connected(now);
  }
  AgentActions output(std::string_view text) {
    return agent->on_command_data(CommandStream::output, as_bytes(text), now);
  }
  AgentActions errors(std::string_view text) {
    return agent->on_command_data(CommandStream::errors, as_bytes(text), now);
  }
  static void expect(const Sent& frame, ssm::PayloadType type, std::string_view payload) {
    EXPECT_EQ(frame.header.payload_type, type);
    EXPECT_EQ(frame.payload, payload);
  }
};

TEST_F(AgentCommandTest, HandshakeHasNoProperties) {
  EXPECT_TRUE(
      data(agent->start(now))
          .at(0)
          .payload.contains(R"({"SessionType":"NonInteractiveCommands","Properties":null})"));
}

TEST_F(AgentCommandTest, StreamsAreToldApartAndTheCodeComesLast) {
  run();
  expect(data(output("out\n")).at(0), ssm::PayloadType::output, "out\n");
  expect(data(errors("err\n")).at(0), ssm::PayloadType::std_err, "err\n");
  const AgentActions end = agent->on_command_ended(7, now);
  expect(data(end).at(0), ssm::PayloadType::exit_code, "EXIT_CODE: 7");
  EXPECT_FALSE(ended(end));
  for (const std::int64_t number : {2, 3}) EXPECT_FALSE(ended(acknowledge(number)));
  EXPECT_EQ(ended(acknowledge(4)), "");
}

TEST_F(AgentCommandTest, CommandThatASignalEndedHasCodeMinusOne) {
  run();
  expect(data(agent->on_command_ended(std::nullopt, now)).at(0), ssm::PayloadType::exit_code,
         "EXIT_CODE: -1");
}

TEST_F(AgentCommandTest, WithoutSeparateOutputThereIsNoCode) {
  make({.kind = SessionKind::exec});
  run();
  expect(data(output("all")).at(0), ssm::PayloadType::output, "all");
  EXPECT_TRUE(data(agent->on_command_ended(7, now)).empty());
  EXPECT_EQ(ended(acknowledge(2)), "");
}

TEST_F(AgentCommandTest, AgentBefore3_1_1511DoesNotTellApart) {
  make({.version = "3.1.1510.0", .kind = SessionKind::exec, .separate_output = true});
  run();
  EXPECT_FALSE(agent->separates_output());
  EXPECT_TRUE(data(agent->on_command_ended(0, now)).empty());
}

TEST_F(AgentCommandTest, ClientThatIsTooOldForTheCodeIsTold) {
  (void)agent->start(now);
  const auto frames = data(answer_handshake(ssm::ActionStatus::success, "1.2.295"));
  const auto complete = ssm::parse_handshake_complete(as_bytes(frames.at(0).payload));
  ASSERT_TRUE(complete);
  EXPECT_FALSE(complete->customer_message.empty());
}

TEST_F(AgentCommandTest, PrefixStandsBeforeReadsThatBeginALine) {
  make({.kind = SessionKind::exec, .separate_output = true, .output_prefix = "OUT:"});
  run();
  EXPECT_EQ(data(output("a\nb")).at(0).payload, "OUT:a\nb");
  EXPECT_EQ(data(output("c\n")).at(0).payload, "c\n");
  EXPECT_EQ(data(output("d")).at(0).payload, "OUT:d");
  EXPECT_EQ(data(errors("e")).at(0).payload, "e");
}

TEST_F(AgentCommandTest, CommandThatDoesNotStartHasItsCodeASecondBeforeTheReason) {
  (void)agent->start(now);
  (void)answer_handshake();
  (void)acknowledge(0);
  (void)acknowledge(1);
  const AgentActions first =
      agent->on_command_not_started("exec: \"x\": executable file not found in $PATH", now);
  expect(data(first).at(0), ssm::PayloadType::exit_code, "EXIT_CODE: 1");
  (void)acknowledge(2);
  now += 999ms;
  EXPECT_TRUE(data(agent->on_tick(now)).empty());
  now += 1ms;
  const auto frames = data(agent->on_tick(now));
  expect(frames.at(0), ssm::PayloadType::std_err,
         "Error occurred starting the command: exec: \"x\": executable file not found in $PATH\n");
  EXPECT_EQ(ended(acknowledge(3)), "");
}

TEST_F(AgentCommandTest, UnreadableCommandEndsAfterThreeSecondsWithoutACode) {
  (void)agent->start(now);
  (void)answer_handshake();
  (void)acknowledge(0);
  (void)acknowledge(1);
  EXPECT_TRUE(agent->on_command_unreadable("EOF found when expecting closing quote", now).empty());
  now += 3s;
  const auto frames = data(agent->on_tick(now));
  ASSERT_EQ(frames.size(), 1U);
  expect(frames[0], ssm::PayloadType::std_err,
         "Unable to start command: EOF found when expecting closing quote\n");
  EXPECT_TRUE(ended(acknowledge(2))->contains("Unable to start command"));
}

TEST_F(AgentCommandTest, InputIsSearchedForTwoKeysAndElseIgnored) {
  run();
  const AgentActions ignored = input(1, "hello\n");
  EXPECT_EQ(acknowledged(ignored), std::vector<std::int64_t>{1});
  EXPECT_EQ(ignored.size(), 1U);
  EXPECT_FALSE(only<InterruptTarget>(input(2, "x\x03"))->quit);
}

TEST_F(AgentCommandTest, InterruptIsAcknowledgedOnceTheCommandHasEndedAndItsCodeIsOne) {
  run();
  const AgentActions interrupt = input(1, "\x1C");
  EXPECT_TRUE(only<InterruptTarget>(interrupt)->quit);
  EXPECT_TRUE(acknowledged(interrupt).empty());
  EXPECT_TRUE(agent->busy());
  EXPECT_EQ(acknowledged(agent->on_command_exited(now)), std::vector<std::int64_t>{1});
  EXPECT_FALSE(agent->busy());
  expect(data(agent->on_command_ended(std::nullopt, now)).at(0), ssm::PayloadType::exit_code,
         "EXIT_CODE: 1");
}

TEST_F(AgentCommandTest, WhatCameEarlyIsHandledOnceAnInterruptedCommandHasEnded) {
  run();
  (void)input(2, "\x03");
  EXPECT_TRUE(only<InterruptTarget>(input(1, "x")));
  EXPECT_TRUE(agent->busy());
  EXPECT_TRUE(agent->on_command_exited(now).empty());  // both are acknowledged by now
  EXPECT_FALSE(agent->busy());
  EXPECT_EQ(acknowledged(input(3, "y")), std::vector<std::int64_t>{3});
}

TEST_F(AgentCommandTest, FlagsAreAcknowledgedAndDoNothing) {
  run();
  EXPECT_EQ(flag(1, ssm::Flag::terminate_session).size(), 1U);
  now += 3s;
  EXPECT_FALSE(ended(agent->on_tick(now)));
}

TEST_F(AgentCommandTest, BytesThatFormNoCharacterAtTheEndAreLostInEachStream) {
  run();
  EXPECT_EQ(data(output("a\xC3")).at(0).payload, "a");
  EXPECT_EQ(data(errors("\xA4")).size(), 0U);
  EXPECT_EQ(data(output("\xA4")).at(0).payload, "\xC3\xA4");
}

}  // namespace
}  // namespace cloudx::sandbox
