// Amazon EC2: RunInstances.

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "sandbox/api/ec2.hpp"
#include "sandbox/api/error_response.hpp"

namespace cloudx::sandbox {

namespace {

template <class Value>
using Checked = std::expected<Value, ApiError>;

constexpr std::size_t kMostUserData = 16384;
constexpr int kMostInstances = 20;

Checked<LaunchTemplate> template_of(const World& world, const ApiCall& call) {
  const bool by_id = !call.field("LaunchTemplate.LaunchTemplateId").empty();
  const std::string name = call.field("LaunchTemplate.LaunchTemplateName");
  if (!by_id && name.empty()) return LaunchTemplate{};
  const LaunchTemplate* found = call.region == world.region ? named_template(world, call) : nullptr;
  if (found == nullptr) {
    return api_error(
        by_id ? "InvalidLaunchTemplateId.NotFound" : "InvalidLaunchTemplateName.NotFoundException",
        "The specified launch template does not exist.");
  }
  constexpr std::array<std::string_view, 4> kVersions{"", "$Default", "$Latest", "1"};
  if (std::ranges::count(kVersions, call.field("LaunchTemplate.Version")) == 0) {
    return api_error("InvalidLaunchTemplateId.VersionNotFound",
                     "Could not find the specified version for the launch template");
  }
  return *found;
}

Checked<void> replace_user_data(LaunchTemplate& from, const std::string& text) {
  if (text.empty()) return {};
  const std::optional<Bytes> data = unbase64(text);
  if (!data) {
    return api_error("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data");
  }
  if (data->size() > kMostUserData) {
    return api_error("InvalidParameterValue", "User data is limited to 16384 bytes");
  }
  from.user_data = as_text(*data);
  return {};
}

// Graviton's instance types are those with a "g" behind the generation: t4g.nano, c7gn.large.
bool is_arm(std::string_view type) {
  const std::string_view family = type.substr(0, type.find('.'));
  const std::size_t digit = family.find_first_of("0123456789");
  return digit != std::string_view::npos && family.substr(digit).contains('g');
}

Checked<void> check_image(const World& world, const LaunchTemplate& from) {
  if (from.image_id.empty()) {
    return api_error("MissingParameter", "The request must contain the parameter ImageId");
  }
  const auto image = std::ranges::find(world.images, from.image_id, &Image::id);
  if (image == world.images.end()) {
    return api_error("InvalidAMIID.NotFound",
                     fmt::format("The image id '[{}]' does not exist", from.image_id));
  }
  if (image->state != "available") {
    return api_error("InvalidAMIID.Unavailable",
                     fmt::format("The image ID '{}' is not available", from.image_id));
  }
  if ((image->architecture == "arm64") != is_arm(from.instance_type)) {
    return api_error("InvalidParameterValue",
                     fmt::format("The architecture of the instance type '{}' does not match that "
                                 "of the image, '{}'",
                                 from.instance_type, image->architecture));
  }
  return {};
}

// The template with what the request says otherwise.
Checked<LaunchTemplate> launch_data(const World& world, const ApiCall& call) {
  Checked<LaunchTemplate> from = template_of(world, call);
  if (!from) return from;
  const auto replace = [&](std::string& field, std::string_view name) {
    const std::string value = call.field(name);
    if (!value.empty()) field = value;
  };
  replace(from->image_id, "ImageId");
  replace(from->instance_type, "InstanceType");
  const std::string behaviour = call.field("InstanceInitiatedShutdownBehavior");
  if (!behaviour.empty()) from->terminates_on_shutdown = behaviour == "terminate";
  for (const auto& [key, value] : requested_tags(call)) from->tags[key] = value;
  Checked<void> good = replace_user_data(*from, call.field("UserData"));
  if (good) good = check_image(world, *from);
  if (!good) return std::unexpected(good.error());
  return from;
}

// MaxCount; there is always room for all.
Checked<int> count_of(const ApiCall& call) {
  std::array<int, 2> counts{};
  constexpr std::array<std::string_view, 2> kNames{"MinCount", "MaxCount"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const std::string text = call.field(kNames.at(i));
    if (text.empty()) {
      return api_error("MissingParameter",
                       fmt::format("The request must contain the parameter {}", kNames.at(i)));
    }
    std::from_chars(text.data(), text.data() + text.size(), counts.at(i));
  }
  const auto [least, most] = counts;
  if (least < 1 || most < least || most > kMostInstances) {
    return api_error("InvalidParameterValue", "MinCount or MaxCount is not valid");
  }
  return most;
}

// What must be the same where a client token is used again.
std::string parameters_of(const ApiCall& call) {
  std::string text;
  for (const auto& [name, value] : call.fields) {
    if (name == "ClientToken" || name == "DryRun") continue;
    text += fmt::format("{}:{}={}:{}\n", name.size(), name, value.size(), value);
  }
  return text;
}

std::string random_id(std::string_view prefix) {
  std::array<std::uint8_t, 9> random{};
  random_bytes(random);
  return std::string(prefix) + hex(random).substr(1);
}

std::vector<std::string> launch_all(World& world, const ApiCall& call, const LaunchTemplate& from,
                                    int count) {
  Launch launch{.from = from,
                .reservation_id = random_id("r-"),
                .client_token = call.field("ClientToken"),
                .public_ip = {},
                .failure = {},
                .visible = call.now + world.faults.launch_hidden,
                .steps = {}};
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i) {
    const ApiFault* failure = take_fault(world.faults.launch_failures, call.operation);
    launch.failure = failure == nullptr ? "" : failure->code;
    InstanceSpec spec;
    spec.tags = from.tags;
    spec.boot = world.faults.vm_pending;
    spec.stop = std::chrono::milliseconds(200);
    ids.push_back(world.launch(std::move(spec), launch, call.now));
  }
  return ids;
}

std::string reservation_xml(World& world, const std::vector<std::string>& ids, Time now) {
  std::string items;
  for (const std::string& id : ids) items += instance_xml(*world.instance(id), now);
  return xml("reservationId", world.instance(ids.front())->launch()->reservation_id) +
         xml("ownerId", kAccount) + xml_tree("instancesSet", items);
}

}  // namespace

const LaunchTemplate* named_template(const World& world, const ApiCall& call) {
  const std::string id = call.field("LaunchTemplate.LaunchTemplateId");
  const std::string name = call.field("LaunchTemplate.LaunchTemplateName");
  for (const auto& [known, launch_template] : world.launch_templates) {
    if (id.empty() ? known == name : launch_template.id == id) return &launch_template;
  }
  return nullptr;
}

Tags requested_tags(const ApiCall& call) {
  Tags tags;
  for (int i = 1;; ++i) {
    const std::string specification = fmt::format("TagSpecification.{}.", i);
    const std::string type = call.field(specification + "ResourceType");
    if (type.empty()) return tags;
    for (int j = 1; type == "instance"; ++j) {
      const std::string tag = fmt::format("{}Tag.{}.", specification, j);
      const std::string key = call.field(tag + "Key");
      if (key.empty()) break;
      tags[key] = call.field(tag + "Value");
    }
  }
}

ApiResult run_instances(World& world, const ApiCall& call) {
  const Checked<int> count = count_of(call);
  if (!count) return std::unexpected(count.error());
  const std::string token = call.field("ClientToken");
  std::string parameters = parameters_of(call);
  if (const auto used = world.client_tokens.find(token); used != world.client_tokens.end()) {
    if (used->second.parameters == parameters) {
      return reservation_xml(world, used->second.instances, call.now);
    }
    return api_error("IdempotentParameterMismatch",
                     "Arguments on this idempotent request are inconsistent with arguments used in "
                     "previous request(s).");
  }
  const Checked<LaunchTemplate> from = launch_data(world, call);
  if (!from) return std::unexpected(from.error());
  if (call.field("DryRun") == "true") return dry_run();
  const std::vector<std::string> ids = launch_all(world, call, *from, *count);
  if (!token.empty()) world.client_tokens[token] = {std::move(parameters), ids};
  return reservation_xml(world, ids, call.now);
}

}  // namespace cloudx::sandbox
