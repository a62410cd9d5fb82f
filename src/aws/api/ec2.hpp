#pragma once
// Amazon EC2 (API version 2016-11-15): looking at instances, launching, starting, stopping and
// terminating them.

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

// The low byte of EC2's state codes; the rest of the code is internal to EC2.
enum class InstanceState : int {
  pending = 0,
  running = 16,
  shutting_down = 32,
  terminated = 48,
  stopping = 64,
  stopped = 80,
};

struct Instance {
  std::string instance_id;
  std::string image_id;
  InstanceState state = InstanceState::pending;
  std::string state_name;  // "running", as EC2 writes it
  std::string state_reason_code;
  std::string state_reason_message;
  std::string transition_reason;
  std::string private_ip;
  std::string public_ip;
  std::string ipv6;
  std::string private_dns;
  std::string public_dns;
  std::string key_name;
  std::string instance_type;
  std::optional<Timestamp> launch_time;
  std::string platform;
  std::string availability_zone;
  std::string subnet_id;
  std::string vpc_id;
  std::string client_token;  // of the RunInstances that launched it
  std::map<std::string, std::string> tags;
};

struct InstanceFilter {
  std::string name;  // "tag:Name", "instance-state-name", ...
  std::vector<std::string> values;
};

struct DescribeInstancesRequest {
  std::vector<std::string> instance_ids;
  std::vector<InstanceFilter> filters;
  int page_size = 0;  // 5 to 1000, 0: the service's choice; not allowed together with ids
};

struct StateChange {
  std::string instance_id;
  InstanceState previous = InstanceState::pending;
  InstanceState current = InstanceState::pending;
};

struct Image {
  std::string image_id;
  std::string name;
  std::string creation_date;  // ISO 8601 in UTC: the newest one sorts last
  std::string state;          // "available", "pending", "failed", ...
  std::string architecture;   // "arm64", "x86_64"
  std::string owner_id;
};

struct DescribeImagesRequest {
  std::vector<std::string> owners;  // account ids, "self", "amazon"
  std::vector<InstanceFilter> filters;
};

struct RunInstanceRequest {
  std::string image_id;
  std::string launch_template;  // its name; the latest version is meant
  std::string client_token;     // 1 to 64 characters of ASCII
  Secret user_data;             // not encoded, at most 16 KiB; empty: the template's own
  std::map<std::string, std::string> tags;  // of the instance, in place of the template's
  std::string instance_type = {};           // empty: the template's own
  // A subnet's id, which EC2 takes where the template has no network interface; or an availability
  // zone, whose default subnet is meant. Empty: as the template says, else EC2's choice.
  std::string place = {};
};

class Ec2 {
 public:
  // Both must outlive this object, and this object its calls.
  Ec2(ApiClient& client, CredentialsProvider& signer) : client_(client), signer_(signer) {}

  // All pages. Service codes of interest: InvalidInstanceID.NotFound, InvalidInstanceID.Malformed,
  // UnauthorizedOperation.
  boost::asio::awaitable<Result<std::vector<Instance>>> describe_instances(
      DescribeInstancesRequest request, async::Deadline deadline);
  // Service codes of interest: IncorrectInstanceState, InsufficientInstanceCapacity,
  // UnauthorizedOperation. Starting a running instance is no error.
  boost::asio::awaitable<Result<std::vector<StateChange>>> start_instances(
      std::vector<std::string> instance_ids, async::Deadline deadline);
  // Fails with the codes of start_instances(); stopping a stopped instance is no error.
  boost::asio::awaitable<Result<std::vector<StateChange>>> stop_instances(
      std::vector<std::string> instance_ids, async::Deadline deadline);
  // Whether the caller has the permission, asked with DryRun: nothing is started or stopped. Any
  // other error than a denial is given back as it is.
  boost::asio::awaitable<Result<bool>> may_start_instances(std::vector<std::string> instance_ids,
                                                           async::Deadline deadline);
  boost::asio::awaitable<Result<bool>> may_stop_instances(std::vector<std::string> instance_ids,
                                                          async::Deadline deadline);

  // All pages, in no order.
  boost::asio::awaitable<Result<std::vector<Image>>> describe_images(DescribeImagesRequest request,
                                                                     async::Deadline deadline);
  // Launches one instance, or gives the one that the same client token and parameters have launched
  // before, which may be terminated by now; that is why a lost answer is asked for again. Service
  // codes of interest: IdempotentParameterMismatch (the token was used with other parameters),
  // InsufficientInstanceCapacity, InstanceLimitExceeded, VcpuLimitExceeded,
  // InvalidLaunchTemplateName.NotFoundException, InvalidAMIID.NotFound, UnauthorizedOperation.
  boost::asio::awaitable<Result<Instance>> run_instance(RunInstanceRequest request,
                                                        async::Deadline deadline);
  // Terminating a terminated instance is no error. Where one id is unknown
  // (InvalidInstanceID.NotFound) none is terminated.
  boost::asio::awaitable<Result<std::vector<StateChange>>> terminate_instances(
      std::vector<std::string> instance_ids, async::Deadline deadline);

 private:
  boost::asio::awaitable<Result<std::vector<StateChange>>> change(std::string operation,
                                                                  std::vector<std::string> ids,
                                                                  async::Deadline deadline);
  boost::asio::awaitable<Result<bool>> may(std::string operation, std::vector<std::string> ids,
                                           async::Deadline deadline);

  ApiClient& client_;
  CredentialsProvider& signer_;
};

}  // namespace cloudx::aws
