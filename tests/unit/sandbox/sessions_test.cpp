// StartSession with each document, and ECS's ExecuteCommand, through the front door.

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <gtest/gtest.h>

#include "sandbox/api/service.hpp"
#include "unit/sandbox/signed_request.hpp"

namespace cloudx::sandbox {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class SessionsTest : public testing::Test {
 protected:
  SessionsTest() {
    world.region = "eu-west-1";
    world.stream_host = "localhost:1";
    world.add(InstanceSpec{}, now);
    key = world.credentials.add_user_key(false, now);
  }
  HttpResponse call(const std::string& service, const std::string& target,
                    const json::object& body) {
    HttpRequest request;
    request.method = "POST";
    request.url.target = "/";
    request.headers.push_back({"X-Amz-Target", target});
    request.body = json::serialize(body);
    sign_request(request, key, "eu-west-1", service, now);
    return answer_api_request(world, request, now);
  }
  HttpResponse start(const std::string& document, const json::object& parameters = {},
                     const json::object& more = {}) {
    json::object body{{"Target", "i-0123456789abcdef0"}};
    if (!document.empty()) body["DocumentName"] = document;
    json::object lists;
    for (const auto& [name, value] : parameters) lists[name] = json::array{value};
    body["Parameters"] = lists;
    for (const auto& [name, value] : more) body[name] = value;
    return call("ssm", "AmazonSSM.StartSession", body);
  }
  // The session that a start has made.
  const Session& started(const HttpResponse& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    return *world.session(std::string(json::parse(answer.body).at("SessionId").as_string()));
  }
  static std::string code(const HttpResponse& answer) {
    const json::value body = json::parse(answer.body);
    const json::value* type = body.as_object().if_contains("__type");
    return type == nullptr ? std::string() : json::value_to<std::string>(*type);
  }
  HttpResponse execute(json::object change = {}) {
    json::object body{{"cluster", "sandbox"},
                      {"task", "0123456789abcdef0123456789abcdef"},
                      {"container", "app"},
                      {"command", "/bin/sh"},
                      {"interactive", true}};
    for (const auto& [name, value] : change) body[name] = value;
    return call("ecs", "AmazonEC2ContainerServiceV20141113.ExecuteCommand", body);
  }

  Time now = Time(1'700'000'000s);
  World world{60s};
  AccessKey key;
};

TEST_F(SessionsTest, WithoutADocumentItIsAShell) {
  const Session& session = started(start(""));
  EXPECT_EQ(session.plan.kind, SessionKind::shell);
  EXPECT_EQ(session.document, "SSM-SessionManagerRunShell");
  EXPECT_EQ(started(start("SSM-SessionManagerRunShell")).plan.kind, SessionKind::shell);
}

TEST_F(SessionsTest, PortDocumentsHaveTheirDefaults) {
  const Session& ssh = started(start("AWS-StartSSHSession"));
  EXPECT_EQ(ssh.plan.kind, SessionKind::raw_port);
  EXPECT_EQ(json::serialize(ssh.plan.properties), R"({"portNumber":"22"})");
  const Session& local = started(start("AWS-StartPortForwardingSession"));
  EXPECT_EQ(local.plan.kind, SessionKind::local_port);
  EXPECT_EQ(json::serialize(local.plan.properties),
            R"({"portNumber":"80","type":"LocalPortForwarding","localPortNumber":"0"})");
}

TEST_F(SessionsTest, RemoteHostNeedsAHostThatIsOne) {
  const std::string document = "AWS-StartPortForwardingSessionToRemoteHost";
  EXPECT_EQ(code(start(document)), "InvalidParameters");
  EXPECT_EQ(code(start(document, {{"host", "a;b"}})), "InvalidParameters");
  EXPECT_EQ(code(start(document, {{"host", "ab"}})), "InvalidParameters");
  const Session& session =
      started(start(document, {{"host", "db.internal"}, {"portNumber", "5432"}}));
  EXPECT_EQ(session.plan.kind, SessionKind::remote_host);
  EXPECT_EQ(session.plan.host, "db.internal");
  EXPECT_EQ(session.plan.port, "5432");
}

TEST_F(SessionsTest, CommandDocumentsNeedACommand) {
  EXPECT_EQ(code(start("AWS-StartInteractiveCommand")), "InvalidParameters");
  const Session& terminal = started(start("AWS-StartInteractiveCommand", {{"command", "top"}}));
  EXPECT_EQ(terminal.plan.kind, SessionKind::interactive_command);
  EXPECT_EQ(terminal.plan.command, "top");
  const Session& exec = started(start("AWS-StartNonInteractiveCommand",
                                      {{"command", "id"}, {"separateOutputStream", "true"}}));
  EXPECT_EQ(exec.plan.kind, SessionKind::exec);
  EXPECT_TRUE(exec.plan.separate_output);
  EXPECT_FALSE(
      started(start("AWS-StartNonInteractiveCommand", {{"command", "id"}})).plan.separate_output);
}

TEST_F(SessionsTest, PortsAndLocalPortsAreChecked) {
  const auto refused = [&](const char* name, const char* value) {
    return code(start("AWS-StartPortForwardingSession", {{name, value}})) == "InvalidParameters";
  };
  for (const char* port : {"0", "022", "65536", "99999", "", "22 ", "-1"}) {
    EXPECT_TRUE(refused("portNumber", port)) << port;
  }
  EXPECT_FALSE(refused("portNumber", "65535"));
  EXPECT_FALSE(refused("localPortNumber", "0"));
  EXPECT_TRUE(refused("localPortNumber", "00"));
  EXPECT_TRUE(refused("port", "22"));
}

TEST_F(SessionsTest, ParameterIsAListOfOneText) {
  for (const json::value& value :
       {json::value("22"), json::value(json::array{"22", "23"}), json::value(json::array{22})}) {
    EXPECT_EQ(code(start("AWS-StartSSHSession", {},
                         {{"Parameters", json::object{{"portNumber", value}}}})),
              "InvalidParameters");
  }
}

TEST_F(SessionsTest, MembersAreCheckedAgainstTheModel) {
  EXPECT_EQ(code(start("a", {})), "ValidationException");
  EXPECT_EQ(code(start("AWS Start", {})), "ValidationException");
  EXPECT_EQ(code(start("", {}, {{"Reason", ""}})), "ValidationException");
  EXPECT_EQ(code(start("", {}, {{"Reason", std::string(257, 'x')}})), "ValidationException");
  EXPECT_EQ(code(start("", {}, {{"Target", std::string(401, 'x')}})), "ValidationException");
  EXPECT_EQ(started(start("", {}, {{"Reason", "ticket 7"}})).reason, "ticket 7");
}

Result<SessionDocument> document(const char* text) {
  return parse_document(json::parse(text).as_object());
}

TEST_F(SessionsTest, OwnDocumentMayFixEverything) {
  world.documents["mine"] = *document(R"({"schemaVersion":"1.0","sessionType":"Port",
      "properties":{"portNumber":"5432","type":"LocalPortForwarding","host":"db.internal",
                    "localPortNumber":"15432","extra":{"kept":true}}})");
  const Session& session = started(start("mine"));
  EXPECT_EQ(session.plan.kind, SessionKind::remote_host);
  EXPECT_EQ(session.plan.host, "db.internal");
  EXPECT_TRUE(session.plan.properties.contains("extra"));
  EXPECT_EQ(code(start("mine", {{"portNumber", "80"}})), "InvalidParameters");
}

TEST_F(SessionsTest, OwnDocumentHasParametersOfItsOwn) {
  world.documents["mine"] = *document(R"({"schemaVersion":"1.0","sessionType":"InteractiveCommands",
      "parameters":{"file":{"type":"String","default":"syslog","allowedPattern":"^[a-z]+$"}},
      "properties":{"linux":{"commands":"tail -f /var/log/{{file}} # {{ file }}"}}})");
  EXPECT_EQ(started(start("mine")).plan.command, "tail -f /var/log/syslog # syslog");
  EXPECT_EQ(started(start("mine", {{"file", "auth"}})).plan.command,
            "tail -f /var/log/auth # auth");
  EXPECT_EQ(code(start("mine", {{"file", "../x"}})), "InvalidParameters");
}

TEST_F(SessionsTest, PreferencesOfTheAccountAreTheShellsDocument) {
  world.documents["SSM-SessionManagerRunShell"] =
      *document(R"({"schemaVersion":"1.0","sessionType":"Standard_Stream",
                    "inputs":{"shellProfile":{"linux":"bash","windows":""}}})");
  EXPECT_EQ(started(start("")).plan.shell_profile, "bash");
}

TEST_F(SessionsTest, PlanSaysWhatTheAgentCanNotDo) {
  const auto failure = [](const char* text) {
    return plan_session(*document(text), {}, "Linux").value().failure;
  };
  EXPECT_TRUE(failure(R"({"schemaVersion":"1.0","sessionType":"Port",
                          "properties":{"portNumber":22}})")
                  .starts_with("Unable to remarshal session properties"));
  EXPECT_EQ(failure(R"({"schemaVersion":"1.0","sessionType":"Port","properties":{}})"),
            "Port number is empty in session properties.");
  EXPECT_EQ(failure(R"({"schemaVersion":"1.0","sessionType":"Port",
                        "properties":{"portNumber":"22","localPortNumber":1}})"),
            "");
  EXPECT_TRUE(failure(R"({"schemaVersion":"1.0","sessionType":"InteractiveCommands"})")
                  .starts_with("Commands cannot be empty"));
  EXPECT_NE(failure(R"({"schemaVersion":"1.0","sessionType":"NonInteractiveCommands",
                        "properties":{"linux":{"commands":"id","separateOutputStream":"maybe"}}})"),
            "");
  EXPECT_NE(failure(R"({"schemaVersion":"1.0","sessionType":"NonInteractiveCommands",
                        "properties":{"linux":{"commands":"id","stdOutSeparatorPrefix":"a b"}}})"),
            "");
}

TEST_F(SessionsTest, WhatIsNoSessionDocumentIsNotRead) {
  EXPECT_FALSE(document(R"({"sessionType":"Port"})"));
  EXPECT_FALSE(document(R"({"schemaVersion":"1.0","sessionType":"Command"})"));
  EXPECT_FALSE(document(R"({"schemaVersion":"1.0","sessionType":"Port",
                            "parameters":{"a":{"allowedPattern":"("}}})"));
}

TEST_F(SessionsTest, ExecutedCommandIsASessionOfTheContainer) {
  const HttpResponse answer = execute();
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::value body = json::parse(answer.body);
  const std::string id = json::value_to<std::string>(body.at("session").at("sessionId"));
  EXPECT_TRUE(id.starts_with("ecs-execute-command-"));
  const Session& session = *world.session(id);
  EXPECT_EQ(session.token, json::value_to<std::string>(body.at("session").at("tokenValue")));
  EXPECT_EQ(session.target,
            "ecs:sandbox_0123456789abcdef0123456789abcdef_"
            "0123456789abcdef0123456789abcdef-1234567890");
  EXPECT_EQ(session.plan.kind, SessionKind::interactive_command);
  EXPECT_TRUE(session.plan.without_shell);
}

TEST_F(SessionsTest, ContainerHasAtMostTwoSessions) {
  EXPECT_EQ(execute().status, 200);
  EXPECT_EQ(execute().status, 200);
  EXPECT_EQ(code(execute()), "TargetNotConnectedException");
  for (auto& [id, session] : world.sessions) world.terminate(session, "");
  EXPECT_EQ(execute().status, 200);
}

TEST_F(SessionsTest, ExecutionNamesWhatThereIs) {
  EXPECT_EQ(code(execute({{"cluster", "other"}})), "ClusterNotFoundException");
  EXPECT_EQ(code(execute({{"task", "other"}})), "InvalidParameterException");
  EXPECT_EQ(code(execute({{"container", "other"}})), "InvalidParameterException");
  EXPECT_EQ(code(execute({{"interactive", false}})), "InvalidParameterException");
  EXPECT_EQ(execute({{"container", ""},
                     {"cluster", "arn:aws:ecs:eu-west-1:123456789012:cluster/sandbox"}})
                .status,
            200);
}

TEST_F(SessionsTest, TaskIsDescribedWithTheRuntimeIdOfItsContainer) {
  const HttpResponse answer =
      call("ecs", "AmazonEC2ContainerServiceV20141113.DescribeTasks",
           {{"cluster", "sandbox"},
            {"tasks", json::array{"0123456789abcdef0123456789abcdef", "missing"}}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::value body = json::parse(answer.body);
  EXPECT_EQ(body.at("tasks").at(0).at("containers").at(0).at("runtimeId").as_string(),
            "0123456789abcdef0123456789abcdef-1234567890");
  EXPECT_EQ(body.at("failures").at(0).at("arn").as_string(), "missing");
}

}  // namespace
}  // namespace cloudx::sandbox
