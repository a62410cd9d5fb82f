#pragma once
// AWS CloudFormation (API version 2010-05-15): stacks, and what becomes of them.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"
#include "base/error.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

struct StackRequest {
  std::string stack_name;     // a letter, then letters, digits and hyphens; at most 128
  std::string template_body;  // at most 51,200 bytes
  std::map<std::string, std::string> parameters;
  std::vector<std::string> capabilities;  // "CAPABILITY_NAMED_IAM"
  // 1 to 128 letters, digits and hyphens. The same one again asks for the same change, not for
  // another; the events of the change carry it.
  std::string client_request_token;
};

struct Stack {
  std::string name;
  std::string id;  // an ARN; names one stack even after it was deleted and made again
  std::string description;
  std::string status;  // "CREATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE", ...
  std::string status_reason;
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> outputs;
};

struct StackEvent {
  std::string event_id;
  std::string logical_id;     // of the resource; the stack's own events have its name
  std::string physical_id;    // the stack's own events have its id
  std::string resource_type;  // "AWS::EC2::SecurityGroup"
  std::string status;         // "CREATE_FAILED"
  std::string reason;
  std::string client_request_token;
  std::optional<Timestamp> time;
};

class CloudFormation {
 public:
  // Both must outlive this object, and this object its calls.
  CloudFormation(ApiClient& client, CredentialsProvider& signer)
      : client_(client), signer_(signer) {}

  // These three return when the change was accepted; describe_stack and its events tell what comes
  // of it. All may be repeated: the token tells CloudFormation that it is the same change.
  //
  // The id of the new stack. Service codes of interest: AlreadyExistsException,
  // InsufficientCapabilitiesException, ValidationError (the template, a parameter).
  boost::asio::awaitable<Result<std::string>> create_stack(StackRequest request,
                                                           async::Deadline deadline);
  // False: the stack is like that already. not_found when there is none; ValidationError also while
  // another change of it goes on.
  boost::asio::awaitable<Result<bool>> update_stack(StackRequest request, async::Deadline deadline);
  // `stack`: name or id. One that does not exist is no error.
  boost::asio::awaitable<Result<void>> delete_stack(std::string stack,
                                                    std::string client_request_token,
                                                    async::Deadline deadline);

  // `stack`: name or id. not_found when there is none; a deleted stack is found by its id alone.
  boost::asio::awaitable<Result<Stack>> describe_stack(std::string stack, async::Deadline deadline);
  // The newest events first, as far as the one of that id; "" for all there are.
  boost::asio::awaitable<Result<std::vector<StackEvent>>> describe_stack_events(
      std::string stack, std::string until_event_id, async::Deadline deadline);

 private:
  ApiClient& client_;
  CredentialsProvider& signer_;
};

}  // namespace cloudx::aws
