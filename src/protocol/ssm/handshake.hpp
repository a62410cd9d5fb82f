#pragma once
// The payloads of the handshake: agent's request, client's response, the encryption challenge, and
// the agent's completion. Every parser returns nullopt for a payload that is not of its kind.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.hpp"

namespace cloudx::ssm {

inline constexpr std::string_view kActionSessionType = "SessionType";
inline constexpr std::string_view kActionKmsEncryption = "KMSEncryption";

using Properties = std::vector<std::pair<std::string, std::string>>;

struct RequestedAction {
  std::string type;
  // SessionType
  std::string session_type;
  std::optional<Properties> properties;  // nullopt: null on the wire
  // KMSEncryption
  std::string kms_key_id;
  std::string challenge;  // base64; empty before agent 3.3.808.0
};

struct HandshakeRequest {
  // Agents ask for at most one of each kind; more than this is no request, and its answer would be
  // larger than it.
  static constexpr std::size_t kMaxActions = 16;

  std::string agent_version;
  std::vector<RequestedAction> actions;
};

[[nodiscard]] std::string format_handshake_request(const HandshakeRequest& request);
[[nodiscard]] std::optional<HandshakeRequest> parse_handshake_request(ByteView payload);

enum class ActionStatus : std::uint8_t { success = 1, failed = 2, unsupported = 3 };

struct KmsResult {
  std::string cipher_text_key;  // base64 of GenerateDataKey's CiphertextBlob
  // Says that the data key's encryption context holds the challenge; the key is left out if not
  // set.
  std::optional<bool> challenge_acknowledgement;
};

struct ProcessedAction {
  std::string type;
  ActionStatus status = ActionStatus::success;
  std::optional<KmsResult> kms;
  std::string error;
};

// One action for each that was requested, in the same order. Any status but success makes the agent
// end the session, with the error text in channel_closed.
struct HandshakeResponse {
  std::string client_version;
  std::vector<ProcessedAction> actions;
  std::vector<std::string> errors;
};

[[nodiscard]] std::string format_handshake_response(const HandshakeResponse& response);
[[nodiscard]] std::optional<HandshakeResponse> parse_handshake_response(ByteView payload);

struct HandshakeComplete {
  std::chrono::nanoseconds duration{0};
  std::string customer_message;  // to be shown to the user when not empty
};

[[nodiscard]] std::string format_handshake_complete(const HandshakeComplete& complete);
[[nodiscard]] std::optional<HandshakeComplete> parse_handshake_complete(ByteView payload);

// Encryption challenge, request and response alike: sealed bytes.
[[nodiscard]] std::string format_challenge(ByteView sealed);
[[nodiscard]] std::optional<Bytes> parse_challenge(ByteView payload);

}  // namespace cloudx::ssm
