#include "protocol/ssm/handshake.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/encoding.hpp"
#include "protocol/ssm/json.hpp"

namespace cloudx::ssm {
namespace {

namespace json = boost::json;

// The array under `key`; empty when it is missing, null or something else.
json::array array_member(const json::object& object, std::string_view key) {
  const json::value* member = find_member(object, key);
  if (member == nullptr || !member->is_array()) return {};
  return member->get_array();
}

std::optional<Properties> parse_properties(const json::object& parameters) {
  const json::value* member = find_member(parameters, "Properties");
  if (member == nullptr || !member->is_object()) return std::nullopt;
  Properties properties;
  for (const auto& [key, value] : member->get_object()) {
    if (!value.is_string()) continue;  // all known properties are strings
    properties.emplace_back(std::string(std::string_view(key)),
                            std::string(std::string_view(value.get_string())));
  }
  return properties;
}

std::optional<RequestedAction> parse_requested(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  RequestedAction action;
  action.type = string_member(*object, "ActionType");
  const json::value* parameters = find_member(*object, "ActionParameters");
  if (parameters != nullptr && parameters->is_object()) {
    const json::object& from = parameters->get_object();
    action.session_type = string_member(from, "SessionType");
    action.properties = parse_properties(from);
    action.kms_key_id = string_member(from, "KMSKeyId");
    action.challenge = string_member(from, "Challenge");
  }
  return action;
}

json::object requested_json(const RequestedAction& action) {
  json::object parameters;
  if (action.type == kActionSessionType) {
    parameters["SessionType"] = action.session_type;
    json::value& properties = parameters["Properties"];
    if (action.properties) {
      json::object& object = properties.emplace_object();
      for (const auto& [key, value] : *action.properties) object[key] = value;
    }
  } else if (action.type == kActionKmsEncryption) {
    parameters["KMSKeyId"] = action.kms_key_id;
    if (!action.challenge.empty()) parameters["Challenge"] = action.challenge;
  }
  json::object object;
  object["ActionType"] = action.type;
  object["ActionParameters"] = std::move(parameters);
  return object;
}

std::optional<ProcessedAction> parse_processed(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  ProcessedAction action;
  action.type = string_member(*object, "ActionType");
  action.error = string_member(*object, "Error");
  const json::value* status = object->if_contains("ActionStatus");
  if (status == nullptr || !status->is_int64()) return std::nullopt;
  if (status->get_int64() < 1 || status->get_int64() > 3) return std::nullopt;
  action.status = static_cast<ActionStatus>(status->get_int64());
  const json::value* result = object->if_contains("ActionResult");
  if (result != nullptr && result->is_object()) {
    KmsResult& kms = action.kms.emplace();
    kms.cipher_text_key = string_member(result->get_object(), "KMSCipherTextKey");
    const json::value* flag = result->get_object().if_contains("ChallengeAcknowledgement");
    if (flag != nullptr && flag->is_bool()) kms.challenge_acknowledgement = flag->get_bool();
  }
  return action;
}

json::object processed_json(const ProcessedAction& action) {
  json::object object;
  object["ActionType"] = action.type;
  object["ActionStatus"] = static_cast<int>(action.status);
  json::value& result = object["ActionResult"];
  if (action.kms) {
    json::object& kms = result.emplace_object();
    kms["KMSCipherTextKey"] = action.kms->cipher_text_key;
    kms["KMSCipherTextHash"] = nullptr;
    if (action.kms->challenge_acknowledgement) {
      kms["ChallengeAcknowledgement"] = *action.kms->challenge_acknowledgement;
    }
  }
  object["Error"] = action.error;
  return object;
}

}  // namespace

std::string format_handshake_request(const HandshakeRequest& request) {
  json::object object;
  object["AgentVersion"] = request.agent_version;
  json::array& actions = object["RequestedClientActions"].emplace_array();
  for (const auto& action : request.actions) actions.emplace_back(requested_json(action));
  return json::serialize(object);
}

std::optional<HandshakeRequest> parse_handshake_request(ByteView payload) {
  auto object = parse_object(payload);
  if (!object) return std::nullopt;
  HandshakeRequest request;
  request.agent_version = string_member(*object, "AgentVersion");
  for (const auto& value : array_member(*object, "RequestedClientActions")) {
    if (request.actions.size() == HandshakeRequest::kMaxActions) return std::nullopt;
    auto action = parse_requested(value);
    if (!action) return std::nullopt;
    request.actions.push_back(std::move(*action));
  }
  return request;
}

std::string format_handshake_response(const HandshakeResponse& response) {
  json::object object;
  object["ClientVersion"] = response.client_version;
  json::array& actions = object["ProcessedClientActions"].emplace_array();
  for (const auto& action : response.actions) actions.emplace_back(processed_json(action));
  json::value& errors = object["Errors"];
  if (!response.errors.empty()) {
    json::array& array = errors.emplace_array();
    for (const auto& text : response.errors) array.emplace_back(text);
  }
  return json::serialize(object);
}

std::optional<HandshakeResponse> parse_handshake_response(ByteView payload) {
  auto object = parse_object(payload);
  if (!object) return std::nullopt;
  HandshakeResponse response;
  response.client_version = string_member(*object, "ClientVersion");
  for (const auto& value : array_member(*object, "ProcessedClientActions")) {
    auto action = parse_processed(value);
    if (!action) return std::nullopt;
    response.actions.push_back(std::move(*action));
  }
  for (const auto& value : array_member(*object, "Errors")) {
    if (value.is_string()) response.errors.emplace_back(std::string_view(value.get_string()));
  }
  return response;
}

std::string format_handshake_complete(const HandshakeComplete& complete) {
  json::object object;
  object["HandshakeTimeToComplete"] = complete.duration.count();
  object["CustomerMessage"] = complete.customer_message;
  return json::serialize(object);
}

std::optional<HandshakeComplete> parse_handshake_complete(ByteView payload) {
  const auto object = parse_object(payload);
  if (!object) return std::nullopt;
  HandshakeComplete complete;
  const json::value* duration = object->if_contains("HandshakeTimeToComplete");
  if (duration != nullptr && duration->is_int64()) {
    complete.duration = std::chrono::nanoseconds(duration->get_int64());
  }
  complete.customer_message = string_member(*object, "CustomerMessage");
  return complete;
}

std::string format_challenge(ByteView sealed) {
  json::object object;
  object["Challenge"] = base64(sealed);
  return json::serialize(object);
}

std::optional<Bytes> parse_challenge(ByteView payload) {
  const auto object = parse_object(payload);
  if (!object) return std::nullopt;
  const std::string text = string_member(*object, "Challenge");
  if (text.empty()) return std::nullopt;
  return unbase64(text);
}

}  // namespace cloudx::ssm
