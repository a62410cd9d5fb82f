#include "sandbox/control/control.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace cloudx::sandbox {
namespace {

using namespace std::chrono_literals;

class ControlTest : public testing::Test {
 protected:
  ControlTest() { world.add({}, now); }
  HttpResponse ask(const std::string& method, const std::string& path,
                   const std::string& body = "") {
    HttpRequest request;
    request.method = method;
    request.url.target = path;
    request.body = body;
    return answer_control_request(world, round_trip, request, now);
  }

  Time now = Time(1'700'000'000s);
  World world{60s};
  Duration round_trip{};
};

TEST_F(ControlTest, StateListsInstancesAndNoSecret) {
  const std::string secret(world.credentials.add_user_key(true, now).secret.reveal());
  const HttpResponse answer = ask("GET", "/_sandbox/state");
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.contains(R"("id":"i-0123456789abcdef0","state":"running")"))
      << answer.body;
  EXPECT_FALSE(answer.body.contains(secret));
}

TEST_F(ControlTest, FaultsAndRoundTripAreSetTogetherOrNotAtAll) {
  EXPECT_EQ(ask("POST", "/_sandbox/faults", R"({"rtt_ms": 50, "drop": 0.1})").status, 200);
  EXPECT_EQ(round_trip, 50ms);
  EXPECT_EQ(world.faults.drop, 0.1);
  EXPECT_EQ(ask("POST", "/_sandbox/faults", R"({"rtt_ms": 70, "drop": 7})").status, 400);
  EXPECT_EQ(round_trip, 50ms);
}

TEST_F(ControlTest, InstanceStateIsSet) {
  EXPECT_EQ(
      ask("POST", "/_sandbox/instances/i-0123456789abcdef0/state", R"({"state":"stopped"})").status,
      200);
  EXPECT_EQ(world.instance("i-0123456789abcdef0")->state(now), InstanceState::stopped);
}

TEST_F(ControlTest, IncidentHappensWithItsSettings) {
  std::optional<Incident> happened;
  world.on_incident = [&](const Incident& incident) {
    happened = incident;
    return Result<void>{};
  };
  EXPECT_EQ(ask("POST", "/_sandbox/incidents/gateway-restart",
                R"({"for_ms": 50, "close_code": 1012, "unavailable": true})")
                .status,
            200);
  const auto& restart = std::get<GatewayRestart>(happened.value());
  EXPECT_EQ(restart.down, 50ms);
  EXPECT_EQ(restart.close_code, 1012);
  EXPECT_TRUE(restart.unavailable);
}

TEST_F(ControlTest, IncidentWithAWrongNameOrSettingDoesNotHappen) {
  world.on_incident = [](const Incident&) -> Result<void> {
    ADD_FAILURE();
    return {};
  };
  EXPECT_EQ(ask("POST", "/_sandbox/incidents/earthquake", "{}").status, 404);
  EXPECT_EQ(ask("POST", "/_sandbox/incidents/agent-stall", R"({"output": "x"})").status, 400);
  EXPECT_EQ(ask("POST", "/_sandbox/incidents/agent-stall", R"({"for_ms": -1})").status, 400);
}

TEST_F(ControlTest, NewCredentialsLiveAsLongAsTheFaultSays) {
  world.faults.credentials_lifetime = 5s;
  const HttpResponse answer = ask("POST", "/_sandbox/credentials", "{}");
  EXPECT_TRUE(answer.body.contains(R"("Version":1)")) << answer.body;
  EXPECT_TRUE(answer.body.contains(R"("Expiration":"2023-11-14T22:13:25Z")")) << answer.body;
}

TEST_F(ControlTest, NonsenseIsRefused) {
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("POST", "/_sandbox/faults", "drop=1").status, 400);
  EXPECT_EQ(ask("POST", "/_sandbox/instances/i-1/state", R"({"state":"stopped"})").status, 404);
  EXPECT_EQ(
      ask("POST", "/_sandbox/instances/i-0123456789abcdef0/state", R"({"state":"lost"})").status,
      400);
}

TEST_F(ControlTest, DocumentOfTheAccountIsAddedOrRefusedWithAReason) {
  EXPECT_EQ(ask("POST", "/_sandbox/documents",
                R"({"name": "mine", "content": {"schemaVersion": "1.0", "sessionType": "Port",
                    "properties": {"portNumber": "5432"}}})")
                .status,
            200);
  EXPECT_TRUE(world.documents.contains("mine"));
  EXPECT_EQ(ask("POST", "/_sandbox/documents", R"({"name": "mine"})").status, 400);
  EXPECT_EQ(ask("POST", "/_sandbox/documents", R"({"name": "other", "content": {}})").status, 400);
  EXPECT_FALSE(world.documents.contains("other"));
}

TEST_F(ControlTest, NamesOfHostsAreSetTogetherOrNotAtAll) {
  EXPECT_EQ(ask("POST", "/_sandbox/hosts", R"({"db.internal": ["127.0.0.5"]})").status, 200);
  EXPECT_EQ(world.hosts["db.internal"], std::vector<std::string>{"127.0.0.5"});
  EXPECT_EQ(ask("POST", "/_sandbox/hosts", R"({"a": ["127.0.0.6"], "b": "127.0.0.7"})").status,
            400);
  EXPECT_FALSE(world.hosts.contains("a"));
}

TEST_F(ControlTest, StateShowsWhatASessionIsFor) {
  Session session;
  session.id = "me-1";
  session.document = "mine";
  session.reason = "ticket 7";
  session.plan.kind = SessionKind::remote_host;
  session.plan.host = "db.internal";
  session.plan.port = "5432";
  session.client_version = "1.2.3.4";
  world.sessions["me-1"] = session;
  const std::string body = ask("GET", "/_sandbox/state").body;
  EXPECT_TRUE(body.contains(R"("document":"mine","kind":"remote-host","reason":"ticket 7",)"
                            R"("host":"db.internal","port":"5432")"))
      << body;
  EXPECT_TRUE(body.contains(R"("client_version":"1.2.3.4")")) << body;
}

}  // namespace
}  // namespace cloudx::sandbox
