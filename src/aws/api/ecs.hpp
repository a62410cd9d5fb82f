#pragma once
// Amazon Elastic Container Service (API version 2014-11-13): the calls around a session with a
// container.

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"
#include "aws/api/ssm.hpp"
#include "base/error.hpp"

namespace cloudx::aws {

struct EcsContainer {
  std::string name;
  std::string runtime_id;    // empty until it runs
  std::string last_status;   // "PENDING", "RUNNING", "STOPPED"
  std::string agent_status;  // of the managed agent ExecuteCommandAgent; empty: none is named
  std::string agent_reason;  // why that agent is in its state; often empty
};

struct EcsTask {
  std::string cluster_arn;
  std::string task_arn;
  std::string last_status;  // "RUNNING"; the others are before it or after it
  std::string stopped_reason;
  bool execute_command = false;  // the task was started with ECS Exec
  std::vector<EcsContainer> containers;
};

struct ExecuteCommandRequest {
  std::string cluster;  // name or ARN
  std::string task;     // id or ARN
  std::string container;
  std::string command;  // split into words by the agent in the container; no shell reads it
};

class Ecs {
 public:
  // Both must outlive this object, and this object its calls.
  Ecs(ApiClient& client, CredentialsProvider& signer) : client_(client), signer_(signer) {}

  // No value where the cluster has no such task: those that have ended are known for an hour or so.
  // Service codes: ClusterNotFoundException, InvalidParameterException (no form of an id).
  boost::asio::awaitable<Result<std::optional<EcsTask>>> describe_task(std::string cluster,
                                                                       std::string task,
                                                                       async::Deadline deadline);
  // Interactive, which is the only way there is. The session is one of Session Manager, resumed and
  // terminated there. It is repeated as StartSession is (ssm.hpp). Service codes:
  // TargetNotConnectedException, ClusterNotFoundException, InvalidParameterException,
  // AccessDeniedException.
  boost::asio::awaitable<Result<SessionTicket>> execute_command(ExecuteCommandRequest request,
                                                                async::Deadline deadline);

 private:
  ApiClient& client_;
  CredentialsProvider& signer_;
};

}  // namespace cloudx::aws
