// Policy::original, as aws-ssh-proxy's stack gives it to its user:
//   DescribeInstances, DescribeImages; RunInstances through the launch template alone, with images
//   of Amazon (conditions ec2:LaunchTemplate and ec2:IsLaunchTemplateResource: no key pair,
//   security group or profile but the template's); CreateTags while RunInstances, and of the key
//   ssh-proxy alone; TerminateInstances of what has a tag of that key.

#include "sandbox/api/policy.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sandbox/api/ec2.hpp"
#include "sandbox/api/error_response.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::string_view kTag = "ssh-proxy";

bool has_field(const ApiCall& call, std::string_view prefix) {
  const auto found = call.fields.lower_bound(prefix);
  return found != call.fields.end() && found->first.starts_with(prefix);
}

bool may_run(const World& world, const ApiCall& call) {
  constexpr std::array<std::string_view, 4> kNotOfTheTemplate{"KeyName", "SecurityGroup",
                                                              "NetworkInterface", "IamInstance"};
  const LaunchTemplate* from = named_template(world, call);
  if (from == nullptr) return false;
  if (std::ranges::any_of(kNotOfTheTemplate, [&](auto name) { return has_field(call, name); })) {
    return false;
  }
  const std::string asked = call.field("ImageId");
  const auto image =
      std::ranges::find(world.images, asked.empty() ? from->image_id : asked, &Image::id);
  if (image != world.images.end() && image->owner != kAmazon) return false;
  return std::ranges::all_of(requested_tags(call),
                             [](const auto& tag) { return tag.first == kTag; });
}

bool may_terminate(const World& world, const ApiCall& call) {
  return std::ranges::all_of(call.list("InstanceId"), [&](const std::string& id) {
    const auto found = world.instances.find(id);
    return found == world.instances.end() || found->second.spec().tags.contains(std::string(kTag));
  });
}

bool permitted_by_original(const World& world, const ApiCall& call) {
  const std::string& operation = call.operation;
  if (call.service == "sts" && operation == "GetCallerIdentity") return true;  // nobody needs leave
  if (call.service != "ec2") return false;
  if (operation == "DescribeInstances" || operation == "DescribeImages") return true;
  if (operation == "RunInstances") return may_run(world, call);
  return operation == "TerminateInstances" && may_terminate(world, call);
}

}  // namespace

std::expected<void, ApiError> permitted(const World& world, const ApiCall& call) {
  if (world.policy == Policy::everything || !call.is_signed) return {};
  const bool user = call.caller != nullptr && call.caller->arn.contains(":user/");
  if (!user || permitted_by_original(world, call)) return {};
  return std::unexpected(denied_error(call));
}

}  // namespace cloudx::sandbox
