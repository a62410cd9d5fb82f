#include "aws/api/ec2_wire.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

namespace cloudx::aws {

namespace {

constexpr int kStateMask = 255;

}  // namespace

void add_filters(QueryForm& form, const std::vector<InstanceFilter>& filters) {
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const std::string filter = fmt::format("Filter.{}", i + 1);
    form.add(filter + ".Name", filters[i].name);
    form.add_list(filter + ".Value", filters[i].values);
  }
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
  out.client_token = item.child_value("clientToken");
  out.vpc_id = item.child_value("vpcId");
  for (const pugi::xml_node& tag : item.child("tagSet").children("item")) {
    out.tags[tag.child_value("key")] = tag.child_value("value");
  }
  return out;
}

}  // namespace cloudx::aws
