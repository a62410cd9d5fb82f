// Images, and instances made of them.

#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/api/api_operation.hpp"
#include "aws/api/ec2.hpp"
#include "aws/api/ec2_wire.hpp"
#include "base/bytes.hpp"
#include "base/encoding.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

// CloudFormation adds versions to a launch template and leaves the first one its default
// (aws-cloudformation/cloudformation-coverage-roadmap issue 1518).
constexpr std::string_view kTemplateVersion = "$Latest";

QueryForm images_form(const DescribeImagesRequest& request, const std::string& next_token) {
  QueryForm form(kEc2, "DescribeImages");
  form.add_list("Owner", request.owners);
  add_filters(form, request.filters);
  form.add_optional("NextToken", next_token);
  return form;
}

Image to_image(const pugi::xml_node& item) {
  return {item.child_value("imageId"),      item.child_value("name"),
          item.child_value("creationDate"), item.child_value("imageState"),
          item.child_value("architecture"), item.child_value("imageOwnerId")};
}

QueryForm run_form(const RunInstanceRequest& request) {
  QueryForm form(kEc2, "RunInstances");
  form.add("ImageId", request.image_id);
  form.add("LaunchTemplate.LaunchTemplateName", request.launch_template);
  form.add("LaunchTemplate.Version", kTemplateVersion);
  form.add_optional("InstanceType", request.instance_type);
  const bool is_subnet = request.place.starts_with("subnet-");
  form.add_optional(is_subnet ? "SubnetId" : "Placement.AvailabilityZone", request.place);
  form.add("MinCount", "1").add("MaxCount", "1");
  form.add("ClientToken", request.client_token);
  if (!request.tags.empty()) form.add("TagSpecification.1.ResourceType", "instance");
  int number = 0;
  for (const auto& [key, value] : request.tags) {
    const std::string tag = fmt::format("TagSpecification.1.Tag.{}", ++number);
    form.add(tag + ".Key", key).add(tag + ".Value", value);
  }
  if (!request.user_data.empty()) {
    form.add_secret("UserData", Secret(base64(as_bytes(request.user_data.reveal()))));
  }
  return form;
}

}  // namespace

awaitable<Result<std::vector<Image>>> Ec2::describe_images(DescribeImagesRequest request,
                                                           async::Deadline deadline) {
  std::vector<Image> all;
  std::string next_token;
  for (int page = 0; page < kMaxEc2Pages; ++page) {
    ApiOperation api_operation{kEc2, "DescribeImages", {}};
    QueryForm form = images_form(request, next_token);
    const auto output =
        co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
    if (!output) co_return std::unexpected(output.error());
    for (const pugi::xml_node& item : output->result().child("imagesSet").children("item")) {
      all.push_back(to_image(item));
    }
    next_token = output->result().child_value("nextToken");
    if (next_token.empty()) co_return all;
  }
  co_return fail(Errc::protocol, "ec2 DescribeImages: the pages do not end");
}

awaitable<Result<Instance>> Ec2::run_instance(RunInstanceRequest request,
                                              async::Deadline deadline) {
  // Without one, a repeated call would launch another instance.
  if (request.client_token.empty()) {
    co_return fail(Errc::usage, "ec2 RunInstances: there is no client token");
  }
  ApiOperation api_operation{kEc2, "RunInstances", {}};
  QueryForm form = run_form(request);
  const auto output =
      co_await send_query(client_, &signer_, std::move(api_operation), std::move(form), deadline);
  if (!output) co_return std::unexpected(output.error());
  Instance instance = to_instance(output->result().child("instancesSet").child("item"));
  if (instance.instance_id.empty()) {
    co_return fail(Errc::protocol, "ec2 RunInstances: the answer has no instance");
  }
  co_return instance;
}

}  // namespace cloudx::aws
