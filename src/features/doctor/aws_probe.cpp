#include "features/doctor/aws_probe.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "aws/core/service.hpp"
#include "features/doctor/account_checks.hpp"
#include "features/doctor/instance_checks.hpp"

namespace cloudx::doctor {

using boost::asio::awaitable;

namespace {

// Credentials may come from a program or need a code from the user.
constexpr std::chrono::seconds kCredentialsTimeout{60};
constexpr std::chrono::seconds kCallTimeout{10};

// An answer to the call itself says that it is allowed.
template <class T>
Result<bool> allowed(const Result<T>& answer) {
  if (answer) return true;
  return std::unexpected(answer.error());
}

}  // namespace

AwsProbe::AwsProbe(aws::Clients& clients, const DiagnosisTarget& target,
                   const home::Account& account, const std::vector<EndpointFacts>& endpoints)
    : clients_(clients), target_(target), account_(account), endpoints_(endpoints) {}

bool AwsProbe::reachable(const aws::Service& service) const {
  return std::ranges::any_of(endpoints_, [&](const EndpointFacts& facts) {
    return facts.service == service.host_prefix && !facts.error;
  });
}

bool AwsProbe::hybrid() const {
  return target_.instance.starts_with("mi-");
}

awaitable<std::vector<Finding>> AwsProbe::run(async::Deadline deadline) {
  const bool known = co_await probe_caller(deadline);
  if (!known) co_return std::move(findings_);
  const auto executor = co_await boost::asio::this_coro::executor;
  const async::Deadline limited = deadline.at_most(kCallTimeout);
  async::TaskGroup calls(executor);
  if (!hybrid() && reachable(aws::kEc2)) {
    calls.start(ask_ec2(limited));
    if (!target_.instance.empty()) calls.start(ask_start(limited));
  }
  if (!target_.instance.empty() && reachable(aws::kSsm)) {
    calls.start(ask_ssm(limited));
    calls.start(ask_gateway(limited));
  }
  co_await calls.all_ended();
  conclude_permissions();
  if (!target_.instance.empty()) conclude_instance();
  co_return std::move(findings_);
}

// False where nothing more can be asked.
awaitable<bool> AwsProbe::probe_caller(async::Deadline deadline) {
  const async::Deadline patient = deadline.at_most(kCredentialsTimeout);
  const auto credentials = co_await clients_.credentials().get(patient);
  findings_.push_back(check_credentials(credentials, account_));
  if (!credentials) co_return false;
  if (!reachable(aws::kSts)) {
    findings_.push_back(skipped("identity", "STS cannot be reached"));
    findings_.push_back(check_clock({}));
    co_return true;
  }
  const async::Deadline limited = deadline.at_most(kCallTimeout);
  const auto identity = co_await clients_.sts().get_caller_identity(limited);
  findings_.push_back(check_identity(identity, credentials->source, account_));
  if (identity) caller_arn_ = identity->arn;
  const bool answered = identity || identity.error().kind == Errc::service;
  findings_.push_back(
      check_clock(answered ? std::optional(clients_.clock().offset()) : std::nullopt));
  co_return identity.has_value();
}

awaitable<void> AwsProbe::ask_ec2(async::Deadline deadline) {
  aws::DescribeInstancesRequest request;
  if (target_.instance.empty()) {
    // An id that nobody has: the answer is empty and short, and tells that asking is allowed.
    request.filters = {{"instance-id", {"i-00000000000000000"}}};
  } else {
    request.instance_ids = {target_.instance};
  }
  instances_ = co_await clients_.ec2().describe_instances(std::move(request), deadline);
}

awaitable<void> AwsProbe::ask_start(async::Deadline deadline) {
  std::vector<std::string> ids{target_.instance};
  may_start_ = co_await clients_.ec2().may_start_instances(std::move(ids), deadline);
}

awaitable<void> AwsProbe::ask_ssm(async::Deadline deadline) {
  std::vector<std::string> ids{target_.instance};
  agents_ = co_await clients_.ssm().describe_instance_information(std::move(ids), deadline);
}

awaitable<void> AwsProbe::ask_gateway(async::Deadline deadline) {
  connected_ = co_await clients_.ssm().is_connected(target_.instance, deadline);
}

void AwsProbe::conclude_permissions() {
  findings_.push_back(untried_permission("ssm:StartSession"));
  findings_.push_back(untried_permission("ssmmessages:OpenDataChannel"));
  if (!hybrid()) {
    findings_.push_back(untried_permission("ec2-instance-connect:SendSSHPublicKey"));
  }
  if (instances_) {
    const bool unknown =
        !*instances_ && instances_->error().service_code.starts_with("InvalidInstanceID");
    findings_.push_back(
        check_permission("ec2:DescribeInstances", unknown ? true : allowed(*instances_),
                         "an instance that is not ready cannot be looked at and started"));
  }
  if (may_start_) {
    findings_.push_back(check_permission("ec2:StartInstances", *may_start_,
                                         "a stopped instance cannot be started"));
  }
  if (agents_) {
    findings_.push_back(check_permission("ssm:DescribeInstanceInformation", allowed(*agents_),
                                         "the state of the agent is not shown while waiting"));
  }
}

void AwsProbe::conclude_instance() {
  Life life = Life::unknown;
  if (instances_) {
    life = life_of(*instances_);
    const bool start_denied = may_start_ && *may_start_ == false;
    findings_.push_back(
        check_instance(target_.instance, account_.region(), *instances_, start_denied));
    // Of an instance that is not there nothing more can be known.
    if (findings_.back().status == Status::fail && life == Life::unknown) return;
  }
  if (life != Life::unknown && !caller_arn_.empty()) {
    findings_.push_back(check_owner((*instances_)->front(), target_.owner_tag, caller_arn_));
  }
  if (agents_) {
    findings_.push_back(check_agent(target_.instance, life, *agents_));
    if (auto version = check_agent_version(*agents_)) findings_.push_back(std::move(*version));
  }
  if (connected_) findings_.push_back(check_connected(target_.instance, life, *connected_));
}

}  // namespace cloudx::doctor
