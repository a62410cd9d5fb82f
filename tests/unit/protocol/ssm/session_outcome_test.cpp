// What is told of sessions that are no raw port, by Session above the channel.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "protocol/ssm/control.hpp"
#include "protocol/ssm/session.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm {
namespace {

using End = SessionOutcome::End;
using test::closed_frame;
using test::kComplete;
using test::kPortRequest;
using test::output_frame;
using test::port_options;
using test::repeatable_random;
using test::stream_frame;

constexpr std::string_view kCommand =
    R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
    R"("ActionParameters":{"SessionType":"NonInteractiveCommands","Properties":null}}]})";

class OutcomeTest : public testing::Test {
 protected:
  void begin(SessionKinds kinds) {
    SessionOptions options;
    options.channel = port_options();
    options.channel.kinds = kinds;
    options.token = Secret("first");
    options.stream_url = "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1";
    session.emplace(options, repeatable_random(), [] { return 0.0; });
    session->start();
    session->dialled(now);
  }
  void begin_command() {
    begin({SessionKind::command});
    receive(stream_frame(0, PayloadType::handshake_request, kCommand));
    receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
    session->open_gate(now);
  }
  void begin_terminal() {
    begin({SessionKind::terminal});
    receive(output_frame(0, "$ "));
    session->open_gate(now);
  }
  void receive(const Bytes& frame) { session->message(frame, now); }
  void take_output() {
    Bytes bytes;
    while (session->has_output()) {
      session->take_output(bytes);
      session->output_written(now);
    }
  }
  template <class Wanted>
  std::optional<Wanted> notice() {
    std::optional<Wanted> found;
    while (const auto action = session->next_action()) {
      const auto* told = std::get_if<Notice>(&*action);
      const auto* wanted = told == nullptr ? nullptr : std::get_if<Wanted>(told);
      if (wanted != nullptr) found = *wanted;
    }
    return found;
  }
  SessionOutcome close(std::string_view text = "") {
    receive(closed_frame(text));
    take_output();
    session->closed(now);
    return session->outcome();
  }

  Instant now{TimePoint(std::chrono::seconds(1000)), 1'700'000'000'000};
  std::optional<Session> session;
};

TEST_F(OutcomeTest, OpeningTellsTheKindOfSession) {
  begin_terminal();
  const auto opened = notice<Opened>();
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->kind, SessionKind::terminal);
  EXPECT_EQ(opened->agent_version, "");
}

TEST_F(OutcomeTest, ACommandsExitCodeIsPartOfTheOutcome) {
  begin_command();
  receive(stream_frame(2, PayloadType::exit_code, "EXIT_CODE: 3"));
  const SessionOutcome outcome = close();
  EXPECT_EQ(outcome.end, End::remote_closed);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_FALSE(outcome.unanswered);
}

TEST_F(OutcomeTest, WhatIsTypedBehindTheEndOfAShellIsNoLoss) {
  begin_terminal();
  const auto space = session->input_space();
  std::ranges::copy(std::string_view("exit\r"), space.front().begin());
  session->input_read(5, now);
  EXPECT_EQ(close().end, End::remote_closed);
}

TEST_F(OutcomeTest, ASessionThatWasRestoredSaysSo) {
  begin_terminal();
  session->lost(fail(Errc::connect, "it broke").error(), now);
  session->resumed(ResumedSession{Secret("second"), ""}, now);
  session->dialled(now);
  EXPECT_TRUE(close().was_restored);
}

TEST_F(OutcomeTest, RefusedConnectionsAreTold) {
  begin({SessionKind::raw_port});
  receive(stream_frame(0, PayloadType::handshake_request, kPortRequest));
  receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
  receive(stream_frame(2, PayloadType::flag, as_text(format_flag(Flag::connect_to_port_error))));
  const auto refused = notice<ConnectionsRefused>();
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->count, 1);
}

}  // namespace
}  // namespace cloudx::ssm
