#include "aws/api/ec2.hpp"

#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/api/invoke.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

constexpr int kMaxPages = 1000;
constexpr int kStateMask = 255;

QueryForm describe_form(const DescribeInstancesRequest& request, const std::string& next_token) {
  QueryForm form(kEc2, "DescribeInstances");
  form.add_list("InstanceId", request.instance_ids);
  for (std::size_t i = 0; i < request.filters.size(); ++i) {
    const std::string filter = fmt::format("Filter.{}", i + 1);
    form.add(filter + ".Name", request.filters[i].name);
    form.add_list(filter + ".Value", request.filters[i].values);
  }
  if (request.page_size > 0) form.add("MaxResults", fmt::format("{}", request.page_size));
  form.add_optional("NextToken", next_token);
  return form;
}

InstanceState to_state(const pugi::xml_node& state) {
  return static_cast<InstanceState>(state.child("code").text().as_int() & kStateMask);
}

Instance to_instance(const pugi::xml_node& item) {
  Instance out;
  out.instance_id = item.child_value("instanceId");
  out.image_id = item.child_value("imageId");
  out.state = to_state(item.child("instanceState"));
  out.state_name = item.child("instanceState").child_value("name");
  out.state_reason_code = item.child("stateReason").child_value("code");
  out.state_reason_message = item.child("stateReason").child_value("message");
  out.transition_reason = item.child_value("reason");
  out.private_ip = item.child_value("privateIpAddress");
  out.public_ip = item.child_value("ipAddress");
  out.ipv6 = item.child_value("ipv6Address");
  out.private_dns = item.child_value("privateDnsName");
  out.public_dns = item.child_value("dnsName");
  out.key_name = item.child_value("keyName");
  out.instance_type = item.child_value("instanceType");
  out.launch_time = parse_iso8601(item.child_value("launchTime"));
  out.platform = item.child_value("platform");
  out.availability_zone = item.child("placement").child_value("availabilityZone");
  out.subnet_id = item.child_value("subnetId");
  out.vpc_id = item.child_value("vpcId");
  for (const pugi::xml_node& tag : item.child("tagSet").children("item")) {
    out.tags[tag.child_value("key")] = tag.child_value("value");
  }
  return out;
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
                                                                 net::Budget budget) {
  std::vector<Instance> all;
  std::string next_token;
  for (int page = 0; page < kMaxPages; ++page) {
    Invocation invocation{kEc2, "DescribeInstances", {}};
    QueryForm form = describe_form(request, next_token);
    const auto output =
        co_await invoke_query(caller_, &signer_, std::move(invocation), std::move(form), budget);
    if (!output) co_return std::unexpected(output.error());
    append_page(output->result(), all);
    next_token = output->result().child_value("nextToken");
    if (next_token.empty()) co_return all;
  }
  co_return fail(Errc::protocol, "ec2 DescribeInstances: the pages do not end");
}

awaitable<Result<std::vector<StateChange>>> Ec2::change(std::string operation,
                                                        std::vector<std::string> ids,
                                                        net::Budget budget) {
  QueryForm form(kEc2, operation);
  form.add_list("InstanceId", ids);
  Invocation invocation{kEc2, std::move(operation), {}};
  const auto output =
      co_await invoke_query(caller_, &signer_, std::move(invocation), std::move(form), budget);
  if (!output) co_return std::unexpected(output.error());
  std::vector<StateChange> changes;
  for (const pugi::xml_node& item : output->result().child("instancesSet").children("item")) {
    changes.push_back({item.child_value("instanceId"), to_state(item.child("previousState")),
                       to_state(item.child("currentState"))});
  }
  co_return changes;
}

awaitable<Result<bool>> Ec2::may(std::string operation, std::vector<std::string> ids,
                                 net::Budget budget) {
  QueryForm form(kEc2, operation);
  form.add_list("InstanceId", ids);
  form.add("DryRun", "true");
  Invocation invocation{kEc2, operation, {}};
  const auto output =
      co_await invoke_query(caller_, &signer_, std::move(invocation), std::move(form), budget);
  if (output) co_return fail(Errc::protocol, "ec2 " + operation + ": DryRun was not heeded");
  // A dry run always ends with an error; this one stands for success.
  if (output.error().service_code == "DryRunOperation") co_return true;
  if (output.error().service_code == "UnauthorizedOperation") co_return false;
  co_return std::unexpected(output.error());
}

awaitable<Result<std::vector<StateChange>>> Ec2::start_instances(
    std::vector<std::string> instance_ids, net::Budget budget) {
  return change("StartInstances", std::move(instance_ids), std::move(budget));
}

awaitable<Result<std::vector<StateChange>>> Ec2::stop_instances(
    std::vector<std::string> instance_ids, net::Budget budget) {
  return change("StopInstances", std::move(instance_ids), std::move(budget));
}

awaitable<Result<bool>> Ec2::may_start_instances(std::vector<std::string> instance_ids,
                                                 net::Budget budget) {
  return may("StartInstances", std::move(instance_ids), std::move(budget));
}

awaitable<Result<bool>> Ec2::may_stop_instances(std::vector<std::string> instance_ids,
                                                net::Budget budget) {
  return may("StopInstances", std::move(instance_ids), std::move(budget));
}

}  // namespace cloudx::aws
