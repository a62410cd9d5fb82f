#include "features/plugin/texts.hpp"

#include <string>

#include <boost/json/array.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/aws/vectors.hpp"

namespace cloudx::plugin {
namespace {

namespace json = boost::json;
using aws::testing::text_of;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kId = "user-0abc123def4567890";

// All that the official client wrote to stdout in the session of that name.
std::string transcript(const std::string& name) {
  const json::value data =
      aws::testing::load_vectors(aws::testing::test_data("sessions/sessions.json"));
  for (const json::value& session : data.at("sessions").as_array()) {
    if (text_of(session, "name") == name) return text_of(session, "officialStdout");
  }
  ADD_FAILURE() << "no session " << name;
  return {};
}

TEST(PluginTexts, ShellIsTheOfficialClients) {
  EXPECT_EQ(starting_text(kId) + "sh-5.2$ exit\r\n" + exiting_text(kId), transcript("shell"));
  EXPECT_EQ(starting_text(kId) + customer_text("This session is encrypted using AWS KMS.") +
                "sh-5.2$ exit\r\n" + exiting_text(kId),
            transcript("shell_kms"));
}

TEST(PluginTexts, PortSessionsAreTheOfficialClients) {
  EXPECT_EQ(starting_text(kId) + mux_port_text(8080, kId) + mux_accepted_text(kId) +
                interrupted_text() + exiting_text(kId),
            transcript("port_mux"));
  EXPECT_EQ(starting_text(kId) +
                closed_text(kId,
                            "Unable to connect to specified port: dial tcp 127.0.0.1:22: "
                            "connect: connection refused"),
            transcript("port_ssh_refused"));
}

TEST(PluginTexts, CommandsAreTheOfficialClients) {
  EXPECT_EQ(starting_text(kId) + "line on stdout\nline on stderr\n" + exit_code_text(7) +
                exiting_text(kId),
            transcript("exec_separate"));
  EXPECT_EQ(
      starting_text(kId) + exit_code_text(1) +
          "Error occurred starting the command: exec: \"nosuch\": executable file not found in "
          "$PATH\n" +
          exiting_text(kId),
      transcript("exec_start_failure"));
  EXPECT_EQ(exit_code_text(-1), "EXIT_CODE: -1");
}

TEST(PluginTexts, LinesWithoutATranscriptAreThoseOfTheSource) {
  EXPECT_EQ(mux_socket_text("/run/x", "s"),
            "Unix socket /run/x opened for sessionId s.\nWaiting for connections...\n");
  EXPECT_EQ(destination_failed_text(),
            "\nConnection to destination port failed, check SSM Agent logs.\n");
  EXPECT_EQ(timed_out_text("s"), "Session: s timed out.\n");
  EXPECT_EQ(cannot_start_text("EOF"), "Cannot perform start session: EOF\n");
}

TEST(PluginTexts, ControlCharactersOfOthersReachNoTerminal) {
  EXPECT_EQ(closed_text("a\x1b", "\n----------ERROR-------\nno\x1b[2J"),
            "\n\nSessionId: a  : \n----------ERROR-------\nno [2J\n\n");
  for (const std::string& text :
       {starting_text("\x1b\n"), exiting_text("\x1b"), customer_text("\x1b"),
        timed_out_text("\x1b"), mux_port_text(1, "\x1b"), mux_socket_text("\x1b", "\x1b"),
        mux_accepted_text("\x1b"), cannot_start_text("\x1b")}) {
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  }
  EXPECT_EQ(starting_text("a\nb"), "\nStarting session with SessionId: a b\n");
}

}  // namespace
}  // namespace cloudx::plugin
