#pragma once
// The client's part in the handshake of one session: answers the agent's request exactly once, asks
// for a data key when the session is encrypted, and answers the challenge.
//
// A session of a kind that the client does not carry on with is answered with status 2 (failed), an
// unknown action with status 3 (unsupported); the agent then ends the session and repeats our text
// in channel_closed.

#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "protocol/ssm/encryption.hpp"
#include "protocol/ssm/handshake.hpp"
#include "protocol/ssm/session_kind.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::ssm {

// What to ask of kms:GenerateDataKey, with NumberOfBytes = kDataKeySize. The agent decrypts with
// exactly this context.
struct DataKeyRequest {
  std::string key_id;
  std::vector<std::pair<std::string, std::string>> encryption_context;
};

struct DataKey {
  Secret plaintext;  // kDataKeySize raw bytes
  Bytes cipher_text_blob;
};

class HandshakeResponder {
 public:
  HandshakeResponder(std::string session_id, std::string target, SessionKinds accepted,
                     std::string client_version = std::string(kClientVersion))
      : session_id_(std::move(session_id)),
        target_(std::move(target)),
        accepted_(accepted),
        client_version_(std::move(client_version)) {}

  // The response's JSON, or nullopt when it has to wait for a data key (or has been given already:
  // a second response would block the agent's reader). The error is a description.
  std::expected<std::optional<std::string>, std::string> on_request(ByteView payload);
  [[nodiscard]] std::optional<DataKeyRequest> take_data_key_request();
  std::optional<std::string> on_data_key(const Result<DataKey>& key);
  // The answer's JSON, or nullopt when one has been given already.
  std::expected<std::optional<std::string>, std::string> on_challenge(ByteView payload,
                                                                      const Nonce& nonce);

  [[nodiscard]] bool requested() const { return requested_; }
  [[nodiscard]] bool responded() const { return responded_; }
  // The response said no to something; an agent ends such a session.
  [[nodiscard]] bool refused() const { return responded_ && !response_.errors.empty(); }
  [[nodiscard]] const std::optional<SessionKeys>& keys() const { return keys_; }
  [[nodiscard]] const std::string& agent_version() const { return agent_version_; }
  // nullopt before the request, and where that told none which is accepted.
  [[nodiscard]] std::optional<SessionKind> kind() const { return kind_; }
  // Of the session's document, as the agent told them: "portNumber", "host" and the like.
  [[nodiscard]] const Properties& properties() const { return properties_; }

 private:
  [[nodiscard]] ProcessedAction process(const RequestedAction& action);
  [[nodiscard]] ProcessedAction process_session_type(const RequestedAction& action);
  void request_data_key(const RequestedAction& action);
  std::string respond();

  std::string session_id_;
  std::string target_;
  SessionKinds accepted_;
  std::string client_version_;
  std::string agent_version_;
  std::optional<SessionKind> kind_;
  Properties properties_;
  bool requested_ = false;
  bool responded_ = false;
  bool challenge_answered_ = false;
  HandshakeResponse response_;
  std::optional<std::size_t> waiting_;  // index of the action that waits for the data key
  bool challenged_ = false;             // the request brought a challenge to bind the key to
  std::optional<DataKeyRequest> data_key_request_;
  std::optional<SessionKeys> keys_;
};

}  // namespace cloudx::ssm
