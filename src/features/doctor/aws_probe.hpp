#pragma once
// What AWS itself can be asked: who the caller is, what it may do, how the instance is.

#include <optional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/clients/clients.hpp"
#include "features/doctor/diagnosis_target.hpp"
#include "features/doctor/endpoint_checks.hpp"
#include "features/doctor/finding.hpp"
#include "home/account.hpp"

namespace cloudx::doctor {

class AwsProbe {
 public:
  // All must outlive this object. Services that `endpoints` says are out of reach are not asked.
  AwsProbe(aws::Clients& clients, const DiagnosisTarget& target, const home::Account& account,
           const std::vector<EndpointFacts>& endpoints);

  boost::asio::awaitable<std::vector<Finding>> run(async::Deadline deadline);

 private:
  [[nodiscard]] bool reachable(const aws::Service& service) const;
  [[nodiscard]] bool hybrid() const;
  boost::asio::awaitable<bool> probe_caller(async::Deadline deadline);
  boost::asio::awaitable<void> ask_ec2(async::Deadline deadline);
  boost::asio::awaitable<void> ask_start(async::Deadline deadline);
  boost::asio::awaitable<void> ask_ssm(async::Deadline deadline);
  boost::asio::awaitable<void> ask_gateway(async::Deadline deadline);
  void conclude_permissions();
  void conclude_instance();

  aws::Clients& clients_;
  const DiagnosisTarget& target_;
  const home::Account& account_;
  const std::vector<EndpointFacts>& endpoints_;
  std::vector<Finding> findings_;
  std::string caller_arn_;  // empty: not known
  // The answers; nullopt: not asked.
  std::optional<Result<std::vector<aws::Instance>>> instances_;
  std::optional<Result<bool>> may_start_;
  std::optional<Result<std::vector<aws::InstanceInformation>>> agents_;
  std::optional<Result<bool>> connected_;
};

}  // namespace cloudx::doctor
