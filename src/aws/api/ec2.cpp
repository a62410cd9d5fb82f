#include "aws/api/ec2.hpp"

#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/api/api_operation.hpp"
#include "aws/api/ec2_wire.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

QueryForm describe_form(const DescribeInstancesRequest& request, const std::string& next_token) {
  QueryForm form(kEc2, "DescribeInstances");
  form.add_list("InstanceId", request.instance_ids);
  add_filters(form, request.filters);
  if (request.page_size > 0) form.add("MaxResults", fmt::format("{}", request.page_size));
  form.add_optional("NextToken", next_token);
  return form;
}

void append_page(const pugi::xml_node& result, std::vector<Instance>& all) {
  for (const pugi::xml_node& reservation : result.child("reservationSet").children("item")) {
    for (const pugi::xml_node& item : reservation.child("instancesSet").children("item")) {
      all.push_back(to_instance(item));
    }
  }
}

}  // namespace

awaitable<Result<std::vector<Instance>>> Ec2::describe_instances(DescribeInstancesRequest request,
                                                                 async::Deadline deadline) {
  std::vector<Instance> all;
  std::string next_token;
  for (int page = 0; page < kMaxEc2Pages; ++page) {
    ApiOperation api_operation{kEc2, "DescribeInstances", {}};
    QueryForm form = describe_form(request, next_token);
    const auto output =
        co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
    if (!output) co_return std::unexpected(output.error());
    append_page(output->result(), all);
    next_token = output->result().child_value("nextToken");
    if (next_token.empty()) co_return all;
  }
  co_return fail(Errc::protocol, "ec2 DescribeInstances: the pages do not end");
}

awaitable<Result<std::vector<StateChange>>> Ec2::change(std::string operation,
                                                        std::vector<std::string> ids,
                                                        async::Deadline deadline) {
  QueryForm form(kEc2, operation);
  form.add_list("InstanceId", ids);
  ApiOperation api_operation{kEc2, std::move(operation), {}};
  const auto output =
      co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
  if (!output) co_return std::unexpected(output.error());
  std::vector<StateChange> changes;
  for (const pugi::xml_node& item : output->result().child("instancesSet").children("item")) {
    changes.push_back({item.child_value("instanceId"), to_state(item.child("previousState")),
                       to_state(item.child("currentState"))});
  }
  co_return changes;
}

awaitable<Result<bool>> Ec2::may(std::string operation, std::vector<std::string> ids,
                                 async::Deadline deadline) {
  QueryForm form(kEc2, operation);
  form.add_list("InstanceId", ids);
  form.add("DryRun", "true");
  ApiOperation api_operation{kEc2, operation, {}};
  const auto output =
      co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
  if (output) co_return fail(Errc::protocol, "ec2 " + operation + ": DryRun was not heeded");
  // A dry run always ends with an error; this one stands for success.
  if (output.error().service_code == "DryRunOperation") co_return true;
  if (output.error().service_code == "UnauthorizedOperation") co_return false;
  co_return std::unexpected(output.error());
}

awaitable<Result<std::vector<StateChange>>> Ec2::start_instances(
    std::vector<std::string> instance_ids, async::Deadline deadline) {
  return change("StartInstances", std::move(instance_ids), std::move(deadline));
}

awaitable<Result<std::vector<StateChange>>> Ec2::stop_instances(
    std::vector<std::string> instance_ids, async::Deadline deadline) {
  return change("StopInstances", std::move(instance_ids), std::move(deadline));
}

awaitable<Result<std::vector<StateChange>>> Ec2::terminate_instances(
    std::vector<std::string> instance_ids, async::Deadline deadline) {
  return change("TerminateInstances", std::move(instance_ids), std::move(deadline));
}

awaitable<Result<bool>> Ec2::may_start_instances(std::vector<std::string> instance_ids,
                                                 async::Deadline deadline) {
  return may("StartInstances", std::move(instance_ids), std::move(deadline));
}

awaitable<Result<bool>> Ec2::may_stop_instances(std::vector<std::string> instance_ids,
                                                async::Deadline deadline) {
  return may("StopInstances", std::move(instance_ids), std::move(deadline));
}

}  // namespace cloudx::aws
