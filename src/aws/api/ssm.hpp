#pragma once
// AWS Systems Manager (API version 2014-11-06): the calls around a session.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

struct StartSessionRequest {
  std::string target;                             // "i-...", "mi-..."
  std::string document_name;                      // "": the account's shell preferences
  std::map<std::string, std::string> parameters;  // of the document
  std::string reason;                             // optional
};

// Admission to a session's data channel. A ticket opens it once; ResumeSession gives the next.
struct SessionTicket {
  std::string session_id;
  Secret token;
  std::string stream_url;  // wss, dialled as it is
};

// What the agent on an instance has told the service about itself.
struct InstanceInformation {
  std::string instance_id;
  std::string ping_status;  // "Online", "ConnectionLost", "Inactive"
  std::optional<Timestamp> last_ping;
  std::string agent_version;
  std::string platform_type;
  std::string platform_name;
  std::string computer_name;
  std::string ip_address;
  std::string name;
  std::string resource_type;
};

class Ssm {
 public:
  // Both must outlive this object, and this object its calls.
  Ssm(ApiClient& client, CredentialsProvider& signer) : client_(client), signer_(signer) {}

  // Service codes of interest: TargetNotConnected (agent not connected, instance stopped, or
  // another region), InvalidDocument, AccessDeniedException, ThrottlingException.
  //
  // StartSession has no idempotency token. It is repeated after errors that the service answered
  // and after a broken or refused connection, as botocore does, but not after a timeout: the
  // service may have opened a session of which nobody would know, and would keep it until its idle
  // timeout.
  boost::asio::awaitable<Result<SessionTicket>> start_session(StartSessionRequest request,
                                                              async::Deadline deadline);
  // Errc::closed when the session can no longer be resumed. Service code: DoesNotExistException.
  boost::asio::awaitable<Result<SessionTicket>> resume_session(std::string session_id,
                                                               async::Deadline deadline);
  boost::asio::awaitable<Result<void>> terminate_session(std::string session_id,
                                                         async::Deadline deadline);
  // True if the agent of `target` is connected to the message gateway right now.
  boost::asio::awaitable<Result<bool>> is_connected(std::string target, async::Deadline deadline);
  // All pages. New instances appear with a delay; unknown ids are simply not in the answer.
  boost::asio::awaitable<Result<std::vector<InstanceInformation>>> describe_instance_information(
      std::vector<std::string> instance_ids, async::Deadline deadline);

 private:
  ApiClient& client_;
  CredentialsProvider& signer_;
};

}  // namespace cloudx::aws
