#include "protocol/ssm/responder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::string request_with(std::string_view actions) {
  return R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[)" + std::string(actions) + "]}";
}

constexpr std::string_view kPort =
    R"({"ActionType":"SessionType","ActionParameters":{"SessionType":"Port","Properties":{"portNumber":"22"}}})";
constexpr std::string_view kShell =
    R"({"ActionType":"SessionType","ActionParameters":{"SessionType":"Standard_Stream","Properties":null}})";
constexpr std::string_view kForward =
    R"({"ActionType":"SessionType","ActionParameters":{"SessionType":"Port","Properties":{"portNumber":"80","type":"LocalPortForwarding"}}})";
constexpr std::string_view kKms =
    R"({"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"key-1","Challenge":"AAECAw=="}})";
constexpr std::string_view kKmsWithoutChallenge =
    R"({"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"key-1"}})";

class ResponderTest : public testing::Test {
 protected:
  // The parsed response, or nothing when none was given yet.
  std::optional<HandshakeResponse> ask(const std::string& request) {
    const auto answer = responder.on_request(as_bytes(request));
    EXPECT_TRUE(answer.has_value());
    if (!answer || !*answer) return std::nullopt;
    return parse_handshake_response(as_bytes(**answer));
  }
  static DataKey data_key() {
    DataKey key;
    std::string bytes;
    for (int i = 0; i < 64; ++i) bytes += static_cast<char>(i);
    key.plaintext = Secret(bytes);
    key.cipher_text_blob = to_bytes("example-ciphertext-blob");
    return key;
  }

  HandshakeResponder responder{"session-1", "i-1", {SessionKind::raw_port}};
};

TEST_F(ResponderTest, RawPortSessionSucceeds) {
  const auto answer = responder.on_request(as_bytes(request_with(kPort)));
  ASSERT_TRUE(answer.has_value() && answer->has_value());
  EXPECT_EQ(**answer,
            R"({"ClientVersion":"1.2.764.0","ProcessedClientActions":[{"ActionType":"SessionType",)"
            R"("ActionStatus":1,"ActionResult":null,"Error":""}],"Errors":null})");
}

TEST_F(ResponderTest, SecondRequestGetsNoResponse) {
  EXPECT_TRUE(ask(request_with(kPort)).has_value());
  EXPECT_FALSE(ask(request_with(kPort)).has_value());
}

TEST_F(ResponderTest, ForeignSessionTypesFailWithStatusTwo) {
  const auto response = ask(request_with(kShell));
  EXPECT_EQ(response->actions.at(0).status, ActionStatus::failed);
  EXPECT_THAT(response->errors, ElementsAre(HasSubstr("Standard_Stream")));
}

TEST_F(ResponderTest, MultiplexedForwardingFailsWithStatusTwo) {
  EXPECT_EQ(ask(request_with(kForward))->actions.at(0).status, ActionStatus::failed);
}

TEST_F(ResponderTest, UnknownActionIsStatusThreeInItsPlace) {
  const auto response =
      ask(request_with(R"({"ActionType":"Dance","ActionParameters":{}},)" + std::string(kPort)));
  ASSERT_EQ(response->actions.size(), 2U);
  EXPECT_EQ(response->actions[0].type, "Dance");
  EXPECT_EQ(response->actions[0].status, ActionStatus::unsupported);
  EXPECT_FALSE(response->actions[0].kms.has_value());
  EXPECT_EQ(response->actions[1].status, ActionStatus::success);
}

TEST_F(ResponderTest, MoreActionsThanAnyAgentHasAreNoRequest) {
  std::string actions(kPort);
  for (std::size_t i = 1; i < HandshakeRequest::kMaxActions; ++i)
    actions += ',' + std::string(kPort);
  EXPECT_TRUE(parse_handshake_request(as_bytes(request_with(actions))).has_value());
  actions += ',' + std::string(kPort);
  EXPECT_FALSE(responder.on_request(as_bytes(request_with(actions))).has_value());
}

TEST_F(ResponderTest, EncryptionAsksForADataKeyBoundToTheChallenge) {
  EXPECT_FALSE(ask(request_with(std::string(kPort) + "," + std::string(kKms))).has_value());
  const auto request = responder.take_data_key_request();
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->key_id, "key-1");
  EXPECT_THAT(request->encryption_context,
              ElementsAre(Pair("aws:ssm:SessionId", "session-1"), Pair("aws:ssm:TargetId", "i-1"),
                          Pair("aws:ssm:RandomChallenge", "AAECAw==")));
  EXPECT_FALSE(responder.take_data_key_request().has_value());
  const auto response =
      parse_handshake_response(as_bytes(responder.on_data_key(data_key()).value()));
  EXPECT_EQ(response->actions.at(1).kms->cipher_text_key, "ZXhhbXBsZS1jaXBoZXJ0ZXh0LWJsb2I=");
  EXPECT_EQ(response->actions.at(1).kms->challenge_acknowledgement, true);
  EXPECT_FALSE(responder.on_data_key(data_key()).has_value());
}

TEST_F(ResponderTest, WithoutChallengeNothingIsAcknowledged) {
  ask(request_with(std::string(kPort) + "," + std::string(kKmsWithoutChallenge)));
  EXPECT_EQ(responder.take_data_key_request()->encryption_context.size(), 2U);
  const auto response =
      parse_handshake_response(as_bytes(responder.on_data_key(data_key()).value()));
  EXPECT_EQ(response->actions.at(1).kms->challenge_acknowledgement, std::nullopt);
}

TEST_F(ResponderTest, RefusedDataKeyIsReportedAsTheOfficialClientDoes) {
  ask(request_with(std::string(kPort) + "," + std::string(kKms)));
  Error error;
  error.kind = Errc::service;
  error.service_code = "AccessDeniedException";
  const auto response =
      parse_handshake_response(as_bytes(responder.on_data_key(std::unexpected(error)).value()));
  EXPECT_EQ(response->actions.at(1).status, ActionStatus::failed);
  EXPECT_EQ(response->actions.at(1).error,
            "Failed to process action KMSEncryption: AccessDeniedException");
  EXPECT_FALSE(responder.keys().has_value());
}

TEST_F(ResponderTest, DataKeyOfWrongLengthIsRefused) {
  ask(request_with(std::string(kPort) + "," + std::string(kKms)));
  DataKey key = data_key();
  key.plaintext = Secret("short");
  const auto response = parse_handshake_response(as_bytes(responder.on_data_key(key).value()));
  EXPECT_EQ(response->actions.at(1).status, ActionStatus::failed);
}

TEST_F(ResponderTest, NoDataKeyIsMadeForARefusedSession) {
  const auto response = ask(request_with(std::string(kShell) + "," + std::string(kKms)));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->actions.at(1).status, ActionStatus::failed);
  EXPECT_FALSE(responder.take_data_key_request().has_value());
}

TEST_F(ResponderTest, ChallengeIsOpenedAndSealedWithTheOtherKey) {
  ask(request_with(std::string(kPort) + "," + std::string(kKms)));
  responder.on_data_key(data_key());
  const Bytes secret = to_bytes("sixty-four bytes in the field");
  Bytes sealed(secret.size() + kSealOverhead);
  responder.keys()->agent_to_client.seal(Nonce{1}, secret, sealed);
  const auto answer = responder.on_challenge(as_bytes(format_challenge(sealed)), Nonce{2});
  ASSERT_TRUE(answer.has_value() && answer->has_value());
  const auto answered = parse_challenge(as_bytes(**answer));
  EXPECT_EQ(responder.keys()->client_to_agent.open(*answered), secret);
}

TEST_F(ResponderTest, SecondChallengeGetsNoSecondAnswer) {
  ask(request_with(std::string(kPort) + "," + std::string(kKms)));
  responder.on_data_key(data_key());
  Bytes sealed(kSealOverhead);
  responder.keys()->agent_to_client.seal(Nonce{1}, {}, sealed);
  const std::string challenge = format_challenge(sealed);
  EXPECT_TRUE(responder.on_challenge(as_bytes(challenge), Nonce{2})->has_value());
  EXPECT_FALSE(responder.on_challenge(as_bytes(challenge), Nonce{3})->has_value());
}

TEST_F(ResponderTest, RefusalIsRemembered) {
  ask(request_with(std::string(kShell)));
  EXPECT_TRUE(responder.refused());
}

TEST_F(ResponderTest, ForgedChallengeAndChallengeWithoutKeysFail) {
  EXPECT_FALSE(responder.on_challenge(as_bytes(R"({"Challenge":"AAAA"})"), Nonce{}).has_value());
  ask(request_with(std::string(kPort) + "," + std::string(kKms)));
  responder.on_data_key(data_key());
  const std::string forged = format_challenge(Bytes(92));
  EXPECT_FALSE(responder.on_challenge(as_bytes(forged), Nonce{}).has_value());
  EXPECT_FALSE(responder.on_challenge(as_bytes("{}"), Nonce{}).has_value());
}

}  // namespace
}  // namespace cloudx::ssm
