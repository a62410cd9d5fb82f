// Amazon EC2: DescribeImages.

#include <algorithm>

#include "sandbox/api/ec2.hpp"
#include "sandbox/api/error_response.hpp"

namespace cloudx::sandbox {

namespace {

std::string account_of(const Image& image, std::string_view region) {
  return image.owner == kAmazon ? std::string(amazon_account(region)) : image.owner;
}

std::string image_xml(const Image& image, std::string_view region) {
  const bool amazon = image.owner == kAmazon;
  return xml_tree("item", xml("imageId", image.id) + xml("imageState", image.state) +
                              xml("imageOwnerId", account_of(image, region)) +
                              (amazon ? xml("imageOwnerAlias", "amazon") : "") +
                              xml("name", image.name) + xml("creationDate", image.created) +
                              xml("isPublic", "true") + xml("architecture", image.architecture) +
                              xml("imageType", "machine") + xml("rootDeviceType", "ebs") +
                              xml("rootDeviceName", "/dev/xvda"));
}

std::vector<std::string> filtered_values(const Image& image, const std::string& name,
                                         std::string_view region) {
  if (name == "image-id") return {image.id};
  if (name == "name") return {image.name};
  if (name == "state") return {image.state};
  if (name == "architecture") return {image.architecture};
  if (name == "owner-id") return {account_of(image, region)};
  if (name == "owner-alias" && image.owner == kAmazon) return {std::string(kAmazon)};
  if (name == "is-public") return {"true"};
  if (name == "root-device-type") return {"ebs"};
  return {};
}

bool owned(const Image& image, const std::vector<std::string>& owners, std::string_view region) {
  return owners.empty() || std::ranges::any_of(owners, [&](const std::string& owner) {
           if (owner == kAmazon) return image.owner == kAmazon;
           return account_of(image, region) ==
                  (owner == "self" ? kAccount : std::string_view(owner));
         });
}

}  // namespace

ApiResult describe_images(World& world, const ApiCall& call) {
  const std::vector<std::string> ids = call.list("ImageId");
  for (const std::string& id : ids) {
    if (std::ranges::find(world.images, id, &Image::id) == world.images.end()) {
      return api_error("InvalidAMIID.NotFound", "The image id '[" + id + "]' does not exist");
    }
  }
  if (call.field("DryRun") == "true") return dry_run();
  const std::vector<std::string> owners = call.list("Owner");
  std::vector<std::string> items;
  for (const Image& image : world.images) {
    const bool asked = ids.empty() || std::ranges::count(ids, image.id) > 0;
    const auto values = [&](const std::string& name) {
      return filtered_values(image, name, world.region);
    };
    if (asked && owned(image, owners, world.region) && passes_filters(call, values)) {
      items.push_back(image_xml(image, world.region));
    }
  }
  return page_xml(call, "imagesSet", items);
}

}  // namespace cloudx::sandbox
