#include "sandbox/stacks/resources.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

namespace json = boost::json;

namespace {

constexpr std::string_view kKeyPair = "AWS::EC2::KeyPair";
constexpr std::string_view kSecurityGroup = "AWS::EC2::SecurityGroup";
constexpr std::string_view kLaunchTemplate = "AWS::EC2::LaunchTemplate";
constexpr std::string_view kPolicy = "AWS::IAM::ManagedPolicy";
constexpr std::string_view kUser = "AWS::IAM::User";
constexpr std::array kTypes{kKeyPair, kSecurityGroup, kLaunchTemplate, kPolicy, kUser};

std::string random_id(std::string_view prefix) {
  std::array<std::uint8_t, 9> raw{};
  random_bytes(raw);
  return fmt::format("{}-{}", prefix, hex(raw).substr(0, 17));
}

std::string text_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string decoded(const std::string& text) {
  const auto bytes = unbase64(text);
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

std::unexpected<Error> taken(std::string_view what, const std::string& name) {
  return fail(Errc::usage, fmt::format("{} {} already exists", what, name));
}

Result<ResourceValues> make_key_pair(World& world, const ResourceOrder& order) {
  const std::string name = text_in(order.properties, "KeyName");
  const std::string line = text_in(order.properties, "PublicKeyMaterial");
  if (world.key_pairs.contains(name)) return taken("Key pair", name);
  if (!line.starts_with("ssh-")) {
    return fail(Errc::usage, "Key is not in valid OpenSSH public key format");
  }
  world.key_pairs[name] = line;
  return ResourceValues{name, {{"KeyPairId", random_id("key")}}};
}

std::map<std::string, std::string> instance_tags(const json::object& data) {
  std::map<std::string, std::string> tags;
  const json::value* specifications = data.if_contains("TagSpecifications");
  if (specifications == nullptr) return tags;
  for (const json::value& specification : specifications->as_array()) {
    if (text_in(specification.as_object(), "ResourceType") != "instance") continue;
    for (const json::value& tag : specification.at("Tags").as_array()) {
      tags[text_in(tag.as_object(), "Key")] = text_in(tag.as_object(), "Value");
    }
  }
  return tags;
}

std::vector<std::string> groups_in(const json::object& data) {
  std::vector<std::string> groups;
  const json::value* interfaces = data.if_contains("NetworkInterfaces");
  if (interfaces == nullptr) return groups;
  for (const json::value& interface : interfaces->as_array()) {
    const json::value* list = interface.as_object().if_contains("Groups");
    if (list == nullptr) continue;
    for (const json::value& group : list->as_array()) groups.emplace_back(group.as_string());
  }
  return groups;
}

Result<void> fill(World& world, LaunchTemplate& into, const json::object& properties) {
  const json::value* value = properties.if_contains("LaunchTemplateData");
  if (value == nullptr || !value->is_object()) {
    return fail(Errc::usage, "Property LaunchTemplateData cannot be empty");
  }
  const json::object& data = value->get_object();
  into.instance_type = text_in(data, "InstanceType");
  into.key_name = text_in(data, "KeyName");
  const auto key = world.key_pairs.find(into.key_name);
  into.public_key = key == world.key_pairs.end() ? std::string() : key->second;
  into.terminates_on_shutdown = text_in(data, "InstanceInitiatedShutdownBehavior") == "terminate";
  into.user_data = decoded(text_in(data, "UserData"));
  into.tags = instance_tags(data);
  for (const std::string& group : groups_in(data)) world.group_users[group].insert(into.id);
  return {};
}

Result<ResourceValues> make_launch_template(World& world, const ResourceOrder& order) {
  std::string name = text_in(order.properties, "LaunchTemplateName");
  if (name.empty()) name = random_id(order.logical_id);
  if (world.launch_templates.contains(name)) return taken("Launch template", name);
  LaunchTemplate made;
  made.name = name;
  made.id = random_id("lt");
  if (auto good = fill(world, made, order.properties); !good) {
    return std::unexpected(good.error());
  }
  ResourceValues values{made.id, {{"LatestVersionNumber", "1"}}};
  world.launch_templates[name] = std::move(made);
  return values;
}

Result<ResourceValues> make_user(World& world, const ResourceOrder& order) {
  std::string name = text_in(order.properties, "UserName");
  if (name.empty()) name = random_id(order.stack_name);
  if (!world.users.insert(name).second) return taken("User", name);
  return ResourceValues{name, {{"Arn", fmt::format("arn:aws:iam::{}:user/{}", kAccount, name)}}};
}

// What a replacement would have to be for.
std::string custom_name(const ResourceOrder& order) {
  return text_in(order.properties, order.type == kKeyPair          ? "KeyName"
                                   : order.type == kLaunchTemplate ? "LaunchTemplateName"
                                                                   : "UserName");
}

// By an instance that was launched with it and is not terminated.
bool is_in_use(const World& world, const std::string& group, Time now) {
  const auto users = world.group_users.find(group);
  if (users == world.group_users.end()) return false;
  return std::ranges::any_of(world.instances, [&](const auto& entry) {
    const auto& [id, instance] = entry;
    return instance.launch() && users->second.contains(instance.launch()->from.id) &&
           instance.state(now) != InstanceState::terminated;
  });
}

}  // namespace

bool is_resource_type(std::string_view type) {
  return std::ranges::count(kTypes, type) > 0;
}

Result<ResourceValues> make_resource(World& world, const ResourceOrder& order) {
  if (order.type == kKeyPair) return make_key_pair(world, order);
  if (order.type == kLaunchTemplate) return make_launch_template(world, order);
  if (order.type == kUser) return make_user(world, order);
  if (order.type == kSecurityGroup) {
    const std::string id = random_id("sg");
    return ResourceValues{id, {{"GroupId", id}, {"VpcId", "vpc-00000000000000000"}}};
  }
  const std::string name = random_id(order.stack_name + "-" + order.logical_id);
  return ResourceValues{fmt::format("arn:aws:iam::{}:policy/{}", kAccount, name), {}};
}

Result<ResourceValues> change_resource(World& world, const ResourceOrder& before,
                                       const ResourceValues& values, const ResourceOrder& order) {
  const std::string name = custom_name(order);
  const bool renamed = name != custom_name(before);
  if (renamed) return make_resource(world, order);
  if (order.type == kKeyPair) {
    return fail(Errc::usage,
                fmt::format("CloudFormation cannot update a stack when a custom-named resource "
                            "requires replacing. Rename {} and update the stack again.",
                            name));
  }
  if (order.type == kLaunchTemplate) {
    const auto found =
        std::ranges::find(world.launch_templates, values.physical_id,
                          [](const auto& entry) -> const std::string& { return entry.second.id; });
    if (found == world.launch_templates.end()) return fail(Errc::usage, "it is gone");
    if (auto good = fill(world, found->second, order.properties); !good) {
      return std::unexpected(good.error());
    }
  }
  return values;
}

Result<void> remove_resource(World& world, std::string_view type, const std::string& physical_id,
                             Time now) {
  if (type == kKeyPair) world.key_pairs.erase(physical_id);
  if (type == kUser) world.users.erase(physical_id);
  if (type == kLaunchTemplate) {
    std::erase_if(world.launch_templates,
                  [&](const auto& entry) { return entry.second.id == physical_id; });
  }
  if (type == kSecurityGroup && is_in_use(world, physical_id, now)) {
    return fail(Errc::usage, fmt::format("resource {} has a dependent object", physical_id));
  }
  return {};
}

}  // namespace cloudx::sandbox
