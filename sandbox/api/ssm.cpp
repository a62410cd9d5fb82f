// AWS Systems Manager: sessions and managed nodes. Codes and texts as the service's API reference
// and its answers have them.

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

bool valid_port(std::string_view text, int least) {
  int port = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= least &&
         port <= 65535 && (text.size() == 1 || text.front() != '0');
}

// Document parameters are lists of one text.
Result<std::string> parameter(const ApiCall& call, std::string_view name,
                              std::string_view otherwise) {
  const json::value* parameters = call.input.if_contains("Parameters");
  const json::object* map = parameters == nullptr ? nullptr : parameters->if_object();
  const json::value* value = map == nullptr ? nullptr : map->if_contains(name);
  if (value == nullptr) return std::string(otherwise);
  const json::array* list = value->if_array();
  if (list == nullptr || list->size() != 1 || !list->front().is_string()) {
    return fail(Errc::usage, "");
  }
  return std::string(list->front().get_string());
}

std::expected<void, ApiError> fill_in_document(Session& session, const ApiCall& call) {
  if (session.document == "AWS-StartPortForwardingSession") {
    session.local_port_forwarding = true;
  } else if (session.document != "AWS-StartSSHSession") {
    return api_error("InvalidDocument",
                     fmt::format("Document with name {} does not exist.", session.document));
  }
  const auto port = parameter(call, "portNumber", session.local_port_forwarding ? "80" : "22");
  const auto local = parameter(call, "localPortNumber", "0");
  if (!port || !local || !valid_port(*port, 1) || !valid_port(*local, 0)) {
    return api_error("InvalidParameters",
                     "Parameter \"portNumber\" or \"localPortNumber\" has an invalid value.");
  }
  session.port = *port;
  session.local_port = *local;
  return {};
}

std::string new_session_id(const ApiCall& call) {
  std::array<std::uint8_t, 9> raw{};
  random_bytes(raw);
  const std::string& arn = call.caller->arn;
  return fmt::format("{}-{}", arn.substr(arn.rfind('/') + 1), hex(raw).substr(0, 17));
}

json::object session_response(World& world, Session& session) {
  const std::string url = world.renew(session);
  return {{"SessionId", session.id}, {"TokenValue", session.token}, {"StreamUrl", url}};
}

ApiResult start_session(World& world, const ApiCall& call) {
  Session session;
  session.target = call.text("Target");
  session.document = call.text("DocumentName");
  if (session.target.empty()) {
    return api_error("ValidationException",
                     "1 validation error detected: Value at 'target' failed "
                     "to satisfy constraint: Member must not be null");
  }
  const auto filled = fill_in_document(session, call);
  if (!filled) return std::unexpected(filled.error());
  const Instance* instance = find_instance(world, call, session.target);
  if (instance == nullptr || !instance->accepts_sessions(call.now)) {
    return api_error("TargetNotConnected", fmt::format("{} is not connected.", session.target));
  }
  session.id = new_session_id(call);
  session.owner = call.caller->arn;
  session.started = call.now;
  Session& kept = world.sessions.insert_or_assign(session.id, session).first->second;
  return json::serialize(session_response(world, kept));
}

ApiResult resume_session(World& world, const ApiCall& call) {
  const std::string id = call.text("SessionId");
  Session* session = world.session(id);
  if (session == nullptr || session->state == SessionState::terminated) {
    return api_error("DoesNotExistException", fmt::format("Session {} does not exist.", id));
  }
  if (world.faults.resume_without_token) return json::serialize(json::object{{"SessionId", id}});
  return json::serialize(session_response(world, *session));
}

ApiResult terminate_session(World& world, const ApiCall& call) {
  const std::string id = call.text("SessionId");
  if (Session* session = world.session(id)) world.terminate(*session, "");
  return json::serialize(json::object{{"SessionId", id}});
}

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
  return {{"ssm", "StartSession", start_session},
          {"ssm", "ResumeSession", resume_session},
          {"ssm", "TerminateSession", terminate_session},
          {"ssm", "GetConnectionStatus", get_connection_status},
          {"ssm", "DescribeInstanceInformation", describe_instance_information}};
}

}  // namespace cloudx::sandbox
