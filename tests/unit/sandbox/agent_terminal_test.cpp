// Shells and interactive commands at the agent.

#include "unit/sandbox/agent_fixture.hpp"

namespace cloudx::sandbox {
namespace {

class AgentTerminalTest : public AgentTest {
 protected:
  AgentTerminalTest() { make({.kind = SessionKind::shell}); }

  AgentActions decide() {
    EXPECT_TRUE(agent->start(now).empty());
    now += 10ms;
    return agent->on_tick(now);
  }
  void open_terminal() {
    (void)decide();
    (void)agent->on_target_connected(now);
    now += 1s;
    (void)agent->on_tick(now);
  }
  AgentActions size(std::int64_t number, ssm::TerminalSize value) {
    return agent->on_message(frame(number, ssm::PayloadType::size, ssm::format_size(value)), now);
  }
};

TEST_F(AgentTerminalTest, NoHandshakeBeginsIt) {
  const AgentActions actions = decide();
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(std::get<ConnectTarget>(actions[0]).plugin, Plugin::terminal);
}

TEST_F(AgentTerminalTest, WhatComesBeforeThatIsDecidedIsAcknowledgedAndThrownAway) {
  (void)agent->start(now);
  EXPECT_EQ(acknowledged(size(0, {80, 24})), std::vector<std::int64_t>{0});
  now += 10ms;
  (void)agent->on_tick(now);
  EXPECT_FALSE(only<ResizeTarget>(agent->on_target_connected(now)));
}

TEST_F(AgentTerminalTest, FirstOutputHasNumberZero) {
  open_terminal();
  const auto frames = data(agent->on_target_data(as_bytes("$ "), now));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].header.sequence, 0);
  EXPECT_EQ(frames[0].header.payload_type, ssm::PayloadType::output);
}

TEST_F(AgentTerminalTest, OutputIsLookedAtASecondAfterTheTerminalBegan) {
  (void)decide();
  (void)agent->on_target_connected(now);
  now += 999ms;
  (void)agent->on_tick(now);
  EXPECT_FALSE(agent->wants_target_data());
  now += 1ms;
  (void)agent->on_tick(now);
  EXPECT_TRUE(agent->wants_target_data());
}

TEST_F(AgentTerminalTest, NothingIsAcknowledgedBeforeTheTerminalIsThere) {
  (void)decide();
  EXPECT_TRUE(input(0, "a").empty());
  EXPECT_TRUE(size(0, {80, 24}).empty());
  (void)agent->on_target_connected(now);
  EXPECT_EQ(acknowledged(size(0, {80, 24})), std::vector<std::int64_t>{0});
}

TEST_F(AgentTerminalTest, SizeIsTakenWithSixteenBitsAndInOrderWithInput) {
  open_terminal();
  EXPECT_EQ(written(input(0, "ls\r")), "ls\r");
  const auto resize = only<ResizeTarget>(size(1, {65536 + 213, 57}));
  ASSERT_TRUE(resize);
  EXPECT_EQ(resize->columns, 213);
  EXPECT_EQ(resize->rows, 57);
}

TEST_F(AgentTerminalTest, FlagsAreAcknowledgedAndDoNothing) {
  open_terminal();
  const AgentActions actions = flag(0, ssm::Flag::terminate_session);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(acknowledged(actions), std::vector<std::int64_t>{0});
  now += 3s;
  EXPECT_FALSE(ended(agent->on_tick(now)));
}

TEST_F(AgentTerminalTest, CharacterThatIsCutIsHeldBackAndLostAtTheEnd) {
  open_terminal();
  const auto first = data(agent->on_target_data(as_bytes("a\xE2\x82"), now));
  EXPECT_EQ(first.at(0).payload, "a");
  EXPECT_EQ(data(agent->on_target_data(as_bytes("\xAC\xC3"), now)).at(0).payload, "\xE2\x82\xAC");
  const AgentActions actions = agent->on_target_closed(now);
  EXPECT_TRUE(data(actions).empty());
}

TEST_F(AgentTerminalTest, EndOfTheTerminalIsANormalEnd) {
  open_terminal();
  (void)agent->on_target_data(as_bytes("exit"), now);
  EXPECT_FALSE(ended(agent->on_target_closed(now)));
  EXPECT_EQ(ended(acknowledge(0)), "");
}

TEST_F(AgentTerminalTest, ShellProfileIsTyped) {
  make({.kind = SessionKind::shell, .shell_profile = "cd /tmp"});
  (void)decide();
  EXPECT_EQ(written(agent->on_target_connected(now)), "cd /tmp\n");
}

TEST_F(AgentTerminalTest, FailureBeforeTheTerminalIsHeldBack) {
  make({.kind = SessionKind::interactive_command, .failure = "Commands cannot be empty"});
  EXPECT_TRUE(decide().empty());
  now += 1999ms;
  EXPECT_FALSE(ended(agent->on_tick(now)));
  now += 1ms;
  EXPECT_EQ(ended(agent->on_tick(now)), "Commands cannot be empty");
}

TEST_F(AgentTerminalTest, MissingTerminalEndsWithHeadedText) {
  (void)decide();
  EXPECT_TRUE(agent->on_target_failed("no pty", now).empty());
  now += 2s;
  EXPECT_EQ(ended(agent->on_tick(now)),
            "\n----------ERROR-------\nUnable to start command: Failed to start pty: no pty\n\n");
}

}  // namespace
}  // namespace cloudx::sandbox
