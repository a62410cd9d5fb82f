// AWS Systems Manager: managed nodes; its sessions are in ssm_sessions.cpp. Codes and texts as the
// service's API reference and its answers have them.

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

ApiResult get_connection_status(World& world, const ApiCall& call) {
  const std::string target = call.text("Target");
  const Instance* instance = find_instance(world, call, target);
  const bool connected = instance != nullptr && instance->accepts_sessions(call.now);
  return json::serialize(
      json::object{{"Target", target}, {"Status", connected ? "connected" : "notconnected"}});
}

json::object describe(const Instance& instance, Time now) {
  const InstanceSpec& spec = instance.spec();
  const auto name = spec.tags.find("Name");
  json::object out{
      {"InstanceId", spec.id},
      {"PingStatus", instance.online(now) ? "Online" : "ConnectionLost"},
      {"LastPingDateTime", std::chrono::duration<double>(now.time_since_epoch()).count()},
      {"AgentVersion", spec.agent_version},
      {"IsLatestVersion", true},
      {"PlatformType", spec.platform},
      {"PlatformName", "Cloudx Sandbox"},
      {"PlatformVersion", "1"},
      {"ResourceType", spec.hybrid() ? "ManagedInstance" : "EC2Instance"},
      {"IPAddress", spec.private_ip},
      {"ComputerName", spec.id + ".sandbox.internal"}};
  if (spec.hybrid() && name != spec.tags.end()) out["Name"] = name->second;
  return out;
}

std::vector<std::string> texts(const json::value* value) {
  std::vector<std::string> out;
  const json::array* list = value == nullptr ? nullptr : value->if_array();
  if (list == nullptr) return out;
  for (const json::value& item : *list) {
    if (item.is_string()) out.emplace_back(item.get_string());
  }
  return out;
}

// What a filter key looks at; nullopt for a key that the service does not know.
std::optional<std::string> filtered_value(std::string_view key, const Instance& instance,
                                          Time now) {
  const InstanceSpec& spec = instance.spec();
  if (key == "InstanceIds") return spec.id;
  if (key == "PingStatus") return instance.online(now) ? "Online" : "ConnectionLost";
  if (key == "AgentVersion") return spec.agent_version;
  if (key == "PlatformTypes") return spec.platform;
  if (key == "ResourceType") return spec.hybrid() ? "ManagedInstance" : "EC2Instance";
  if (!key.starts_with("tag:")) return std::nullopt;
  const auto tag = spec.tags.find(std::string(key.substr(4)));
  return tag == spec.tags.end() ? std::string() : tag->second;
}

std::expected<bool, ApiError> matches(const ApiCall& call, const Instance& instance) {
  const json::value* filters = call.input.if_contains("Filters");
  const json::array* list = filters == nullptr ? nullptr : filters->if_array();
  if (list == nullptr) return true;
  for (const json::value& filter : *list) {
    const json::object* object = filter.if_object();
    const json::value* key = object == nullptr ? nullptr : object->if_contains("Key");
    const auto value = key == nullptr || !key->is_string()
                           ? std::nullopt
                           : filtered_value(std::string(key->get_string()), instance, call.now);
    if (!value) return api_error("InvalidFilterKey", "The specified key is not valid.");
    if (std::ranges::count(texts(object->if_contains("Values")), *value) == 0) return false;
  }
  return true;
}

// As the service model has it: pages of 5 to 50, at most 100 values in a filter.
std::expected<std::size_t, ApiError> check_description(const ApiCall& call) {
  constexpr std::size_t kMostValues = 100;
  constexpr std::size_t kDefaultSize = 10;
  const json::value* filters = call.input.if_contains("Filters");
  if (const json::array* list = filters == nullptr ? nullptr : filters->if_array()) {
    for (const json::value& filter : *list) {
      const json::object* object = filter.if_object();
      const std::size_t values =
          object == nullptr ? 0 : texts(object->if_contains("Values")).size();
      if (values < 1 || values > kMostValues) {
        return api_error("ValidationException", "A filter has 1 to 100 values");
      }
    }
  }
  const json::value* most = call.input.if_contains("MaxResults");
  if (most == nullptr) return kDefaultSize;
  const std::int64_t size = most->is_int64() ? most->get_int64() : 0;
  if (size < 5 || size > 50) {
    return api_error("ValidationException", "MaxResults must be between 5 and 50");
  }
  return static_cast<std::size_t>(size);
}

ApiResult describe_instance_information(World& world, const ApiCall& call) {
  const auto size = check_description(call);
  if (!size) return std::unexpected(size.error());
  json::array found;
  for (const auto& [id, instance] : world.instances) {
    if (call.region != world.region) break;
    // A node whose agent never was online is not known to the service.
    const InstanceState state = instance.state(call.now);
    const bool known = instance.online(call.now) || state == InstanceState::stopped ||
                       state == InstanceState::stopping;
    const auto match = matches(call, instance);
    if (!match) return std::unexpected(match.error());
    if (known && *match) found.push_back(describe(instance, call.now));
  }
  const auto page = page_of(call.text("NextToken"), found.size(), *size);
  if (!page) return api_error("InvalidNextToken", "The specified token is not valid.");
  json::array list(found.begin() + static_cast<std::ptrdiff_t>(page->first),
                   found.begin() + static_cast<std::ptrdiff_t>(page->last));
  json::object answer{{"InstanceInformationList", std::move(list)}};
  if (!page->next_token.empty()) answer["NextToken"] = page->next_token;
  return json::serialize(answer);
}

}  // namespace

std::vector<Operation> ssm_operations() {
  return {{"ssm", "GetConnectionStatus", get_connection_status},
          {"ssm", "DescribeInstanceInformation", describe_instance_information}};
}

}  // namespace cloudx::sandbox
