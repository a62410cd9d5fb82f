#include "features/plugin/arguments.hpp"

#include <map>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/ssm/version.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::plugin {
namespace {

namespace json = boost::json;
using aws::testing::text_of;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Environment = std::map<std::string, std::string, std::less<>>;
using Read = std::variant<StartedSession, PrintedText>;

const std::string kAnswer = R"({"SessionId":"s-1","TokenValue":"secret","StreamUrl":"wss://h/"})";

Read read(const std::vector<std::string>& arguments, const Environment& environment = {}) {
  return read_arguments(arguments, ssm::kClientVersion,
                        [&](std::string_view name) -> std::optional<std::string> {
                          const auto found = environment.find(name);
                          if (found == environment.end()) return std::nullopt;
                          return found->second;
                        });
}

StartedSession session_of(const std::vector<std::string>& arguments,
                          const Environment& environment = {}) {
  const Read result = read(arguments, environment);
  if (const auto* printed = std::get_if<PrintedText>(&result)) {
    ADD_FAILURE() << printed->text;
    return {};
  }
  return std::get<StartedSession>(result);
}

std::string printed(const std::vector<std::string>& arguments) {
  const Read result = read(arguments);
  const auto* text = std::get_if<PrintedText>(&result);
  EXPECT_NE(text, nullptr);
  if (text == nullptr) return {};
  EXPECT_EQ(text->status, 0);
  return text->text;
}

void expect_session(const StartedSession& session, const json::value& expected,
                    const std::string& name) {
  const json::value& started = expected.at("session");
  EXPECT_EQ(session.session_id, text_of(started, "sessionId")) << name;
  EXPECT_EQ(session.token.reveal(), text_of(started, "tokenValue")) << name;
  EXPECT_EQ(session.stream_url, text_of(started, "streamUrl")) << name;
  EXPECT_EQ(session.region, text_of(expected, "region")) << name;
  EXPECT_EQ(session.profile, text_of(expected, "profile")) << name;
  EXPECT_EQ(session.target, text_of(expected, "target")) << name;
  EXPECT_EQ(session.endpoint, text_of(expected, "endpoint")) << name;
}

// What stands behind the colon of this one is everybody's own.
constexpr std::string_view kFreeReason = "Cannot perform start session: ";

void expect_text(const PrintedText& got, const json::value& vector, const std::string& name) {
  const std::string expected = text_of(vector, "stdout");
  EXPECT_EQ(got.status, vector.at("exitCode").to_number<int>()) << name;
  if (!expected.starts_with(kFreeReason)) {
    EXPECT_EQ(got.text, expected) << name;
    return;
  }
  EXPECT_THAT(got.text, StartsWith(std::string(kFreeReason))) << name;
  EXPECT_TRUE(got.text.ends_with('\n')) << name;
  EXPECT_GT(got.text.size(), kFreeReason.size() + 1) << name;
}

TEST(PluginArguments, VectorsAreReadAsTheOfficialClientDoes) {
  const json::value data =
      aws::testing::load_vectors(aws::testing::test_data("sessions/argv.json"));
  std::size_t sessions = 0;
  for (const json::value& vector : data.at("cases").as_array()) {
    const std::string name = text_of(vector, "name");
    std::vector<std::string> arguments;
    for (const auto& argument : vector.at("argv").as_array()) {
      arguments.emplace_back(argument.as_string().data(), argument.as_string().size());
    }
    Environment environment;
    for (const auto& [variable, value] : vector.at("env").as_object()) {
      environment.emplace(std::string(variable.data(), variable.size()),
                          std::string(value.as_string().data(), value.as_string().size()));
    }
    const Read result = read(arguments, environment);
    const bool is_session = text_of(vector, "result") == "session";
    ASSERT_EQ(std::holds_alternative<StartedSession>(result), is_session) << name;
    if (!is_session) {
      expect_text(std::get<PrintedText>(result), vector, name);
      continue;
    }
    ++sessions;
    const auto& session = std::get<StartedSession>(result);
    expect_session(session, vector.at("expect"), name);
    EXPECT_EQ(session.variable, environment.empty() ? "" : arguments.front()) << name;
  }
  EXPECT_EQ(sessions, 11U);
}

TEST(PluginArguments, AnswerIsFoundInTheVariableThatTheArgumentNames) {
  const StartedSession session =
      session_of({"AWS_SSM_START_SESSION_RESPONSE_42", "r", "StartSession"},
                 {{"AWS_SSM_START_SESSION_RESPONSE_42", kAnswer}, {"AWS_OTHER", "{}"}});
  EXPECT_EQ(session.variable, "AWS_SSM_START_SESSION_RESPONSE_42");
  EXPECT_EQ(session.session_id, "s-1");
  // Another variable is none to look into.
  EXPECT_THAT(printed({"AWS_OTHER", "r", "StartSession"}), HasSubstr("no JSON object"));
}

TEST(PluginArguments, MembersAreFoundInAnyCaseAndOthersIgnored) {
  const StartedSession session = session_of(
      {R"({"Reason":null,"SESSIONID":"s","tokenvalue":"t","streamUrl":"wss://h/","Extra":[1]})",
       "r", "StartSession"});
  EXPECT_EQ(session.session_id, "s");
  EXPECT_EQ(session.token.reveal(), "t");
  EXPECT_EQ(session.stream_url, "wss://h/");
}

TEST(PluginArguments, MissingMemberIsNamedAndNothingOfTheAnswerIsShown) {
  for (const std::string member : {"SessionId", "TokenValue", "StreamUrl"}) {
    for (const std::string value : {"null", "7", "\"\""}) {
      std::string answer = kAnswer;
      const std::size_t at = answer.find(member) + member.size() + 2;
      answer.replace(at, answer.find_first_of(",}", at) - at, value);
      const std::string text = printed({answer, "r", "StartSession"});
      EXPECT_THAT(text, StartsWith("Cannot perform start session: ")) << answer;
      EXPECT_THAT(text, HasSubstr("has no " + member)) << answer;
      EXPECT_THAT(text, Not(HasSubstr("secret"))) << answer;
    }
  }
}

TEST(PluginArguments, WhatIsNoJsonIsNotShown) {
  for (const char* answer : {"", "secret", "[\"secret\"]", R"({"TokenValue":"secret")"}) {
    const std::string text = printed({answer, "r", "StartSession"});
    EXPECT_THAT(text, StartsWith("Cannot perform start session: ")) << answer;
    EXPECT_THAT(text, Not(HasSubstr("secret"))) << answer;
  }
}

TEST(PluginArguments, OperationIsLookedAtBeforeTheAnswer) {
  EXPECT_EQ(printed({"no JSON", "r", "startsession"}), "Invalid Operation");
}

TEST(PluginArguments, RequestWithoutATargetIsNoneToComplainAbout) {
  for (const char* request : {"", "{}", "no JSON", R"({"Target":null})", R"({"Target":7})"}) {
    const StartedSession session = session_of({kAnswer, "r", "StartSession", "p", request});
    EXPECT_EQ(session.target, "") << request;
    EXPECT_EQ(session.profile, "p");
  }
  EXPECT_EQ(session_of({kAnswer, "r", "StartSession", "", R"({"Target":"i-1"})"}).target, "i-1");
}

TEST(PluginArguments, UnknownOperationReachesNoTerminalWithItsControlCharacters) {
  EXPECT_EQ(printed({"\x1b[2J"}),
            "\nUnknown operation  [2J. \nUse session-manager-plugin --version to check the "
            "version.\n\n");
}

}  // namespace
}  // namespace cloudx::plugin
