#include "protocol/ssm/responder.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace cloudx::ssm {
namespace {

ProcessedAction failed(std::string_view action, std::string_view reason) {
  ProcessedAction processed;
  processed.type = std::string(action);
  processed.status = ActionStatus::failed;
  processed.error = fmt::format("Failed to process action {}: {}", action, reason);
  return processed;
}

}  // namespace

std::expected<std::optional<std::string>, std::string> HandshakeResponder::on_request(
    ByteView payload) {
  if (requested_) return std::nullopt;
  const auto request = parse_handshake_request(payload);
  if (!request) return std::unexpected("the agent's handshake request is not valid");
  requested_ = true;
  agent_version_ = request->agent_version;
  response_.client_version = client_version_;
  for (const auto& action : request->actions) response_.actions.push_back(process(action));
  const bool refused = std::ranges::any_of(response_.actions, [](const ProcessedAction& action) {
    return action.status != ActionStatus::success;
  });
  if (waiting_ && refused) {
    // The agent will end the session anyway: no need to make a key for it.
    response_.actions[*waiting_] = failed(kActionKmsEncryption, "another action failed");
    waiting_.reset();
    data_key_request_.reset();
  }
  if (waiting_) return std::nullopt;
  return respond();
}

ProcessedAction HandshakeResponder::process_session_type(const RequestedAction& action) {
  const auto kind = kind_of(action);
  if (!kind || !accepted_.contain(*kind)) {
    return failed(action.type,
                  kind == SessionKind::port_forwarding
                      ? "port forwarding sessions are not supported by this client"
                      : fmt::format("session type \"{}\" is not supported by this client",
                                    action.session_type));
  }
  kind_ = kind;
  properties_ = action.properties.value_or(Properties());
  ProcessedAction processed;
  processed.type = action.type;
  return processed;
}

ProcessedAction HandshakeResponder::process(const RequestedAction& action) {
  if (action.type == kActionSessionType) return process_session_type(action);
  ProcessedAction processed;
  processed.type = action.type;
  if (action.type == kActionKmsEncryption && !waiting_) {
    waiting_ = response_.actions.size();
    request_data_key(action);
    return processed;
  }
  processed.status = ActionStatus::unsupported;
  processed.error = fmt::format("Unsupported action {}", action.type);
  return processed;
}

void HandshakeResponder::request_data_key(const RequestedAction& action) {
  DataKeyRequest& request = data_key_request_.emplace();
  request.key_id = action.kms_key_id;
  request.encryption_context = {{"aws:ssm:SessionId", session_id_}, {"aws:ssm:TargetId", target_}};
  challenged_ = !action.challenge.empty();
  if (challenged_) {
    request.encryption_context.emplace_back("aws:ssm:RandomChallenge", action.challenge);
  }
}

std::optional<DataKeyRequest> HandshakeResponder::take_data_key_request() {
  return std::exchange(data_key_request_, std::nullopt);
}

std::optional<std::string> HandshakeResponder::on_data_key(const Result<DataKey>& key) {
  if (!waiting_) return std::nullopt;
  ProcessedAction& action = response_.actions[*waiting_];
  waiting_.reset();
  if (!key) {
    const Error& error = key.error();
    action = failed(action.type, error.service_code.empty() ? error.message : error.service_code);
  } else if (key->plaintext.reveal().size() != kDataKeySize) {
    action = failed(action.type, "the data key is not 64 bytes long");
  } else {
    keys_.emplace(as_bytes(key->plaintext.reveal()).first<kDataKeySize>());
    action.kms.emplace().cipher_text_key = base64(key->cipher_text_blob);
    if (challenged_) action.kms->challenge_acknowledgement = true;
  }
  return respond();
}

std::string HandshakeResponder::respond() {
  responded_ = true;
  for (const auto& action : response_.actions) {
    if (!action.error.empty()) response_.errors.push_back(action.error);
  }
  return format_handshake_response(response_);
}

std::expected<std::optional<std::string>, std::string> HandshakeResponder::on_challenge(
    ByteView payload, const Nonce& nonce) {
  if (challenge_answered_) return std::nullopt;
  if (!keys_) return std::unexpected("the agent sent a challenge for a session without encryption");
  const auto sealed = parse_challenge(payload);
  if (!sealed) return std::unexpected("the agent's encryption challenge is not valid");
  const auto secret = keys_->agent_to_client.open(*sealed);
  if (!secret) return std::unexpected("the agent's encryption challenge has the wrong key");
  Bytes answer(secret->size() + kSealOverhead);
  keys_->client_to_agent.seal(nonce, *secret, answer);
  challenge_answered_ = true;
  return format_challenge(answer);
}

}  // namespace cloudx::ssm
