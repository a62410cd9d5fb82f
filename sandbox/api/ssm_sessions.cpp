// AWS Systems Manager: sessions. Codes and texts as the service's API reference and its answers
// have them.

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "sandbox/api/call.hpp"
#include "sandbox/world/ecs_tasks.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

constexpr std::size_t kLongestTarget = 400;
constexpr std::size_t kLongestReason = 256;

std::unexpected<ApiError> invalid(std::string_view member, std::string_view constraint) {
  return api_error("ValidationException",
                   fmt::format("1 validation error detected: Value at '{}' failed to satisfy "
                               "constraint: Member must {}",
                               member, constraint));
}

bool valid_document_name(std::string_view name) {
  return name.size() >= 3 && name.size() <= 128 && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("_-.:/").contains(c);
         });
}

// As the service's model has it, whatever the document makes of them.
std::expected<void, ApiError> check_members(const ApiCall& call) {
  const std::string target = call.text("Target");
  if (target.empty()) return invalid("target", "not be null");
  if (target.size() > kLongestTarget) return invalid("target", "have length less than 401");
  const bool named = call.input.contains("DocumentName");
  if (named && !valid_document_name(call.text("DocumentName"))) {
    return invalid("documentName", "satisfy regular expression pattern");
  }
  const std::string reason = call.text("Reason");
  if (call.input.contains("Reason") && (reason.empty() || reason.size() > kLongestReason)) {
    return invalid("reason", "have length between 1 and 256");
  }
  return {};
}

// Document parameters are lists of one text.
std::expected<ParameterValues, ApiError> parameters(const ApiCall& call) {
  ParameterValues values;
  const json::value* given = call.input.if_contains("Parameters");
  const json::object* map = given == nullptr ? nullptr : given->if_object();
  if (map == nullptr) return values;
  for (const auto& [name, value] : *map) {
    const json::array* list = value.if_array();
    if (list == nullptr || list->size() != 1 || !list->front().is_string()) {
      return api_error(
          "InvalidParameters",
          fmt::format("Parameter \"{}\" has to be a list of one text.", std::string_view(name)));
    }
    values.emplace(name, std::string(list->front().get_string()));
  }
  return values;
}

std::expected<SessionPlan, ApiError> plan_of(World& world, const ApiCall& call,
                                             const std::string& name) {
  const auto document = world.documents.find(name);
  if (document == world.documents.end()) {
    return api_error("InvalidDocument", fmt::format("Document with name {} does not exist.", name));
  }
  const auto values = parameters(call);
  if (!values) return std::unexpected(values.error());
  const Instance* instance = find_instance(world, call, call.text("Target"));
  Result<SessionPlan> plan =
      plan_session(document->second, *values, instance == nullptr ? "" : instance->spec().platform);
  if (!plan) return api_error("InvalidParameters", plan.error().message);
  return std::move(*plan);
}

// An instance, or a container of ECS.
bool takes_sessions(World& world, const ApiCall& call, const std::string& target) {
  const Instance* instance = find_instance(world, call, target);
  if (instance != nullptr) return instance->accepts_sessions(call.now);
  return call.region == world.region && container_takes_sessions(target);
}

ApiResult start_session(World& world, const ApiCall& call) {
  const auto checked = check_members(call);
  if (!checked) return std::unexpected(checked.error());
  Session session;
  session.target = call.text("Target");
  session.document = call.text("DocumentName");
  session.reason = call.text("Reason");
  if (session.document.empty()) session.document = kShellPreferences;
  auto plan = plan_of(world, call, session.document);
  if (!plan) return std::unexpected(plan.error());
  session.plan = std::move(*plan);
  if (!takes_sessions(world, call, session.target)) {
    return api_error("TargetNotConnected", fmt::format("{} is not connected.", session.target));
  }
  const std::string& arn = call.caller->arn;
  const OpenedSession opened =
      open_session(world, call, std::move(session), arn.substr(arn.rfind('/') + 1));
  return json::serialize(json::object{{"SessionId", opened.session.id},
                                      {"TokenValue", opened.session.token},
                                      {"StreamUrl", opened.stream_url}});
}

ApiResult resume_session(World& world, const ApiCall& call) {
  const std::string id = call.text("SessionId");
  Session* session = world.session(id);
  if (session == nullptr || session->state == SessionState::terminated) {
    return api_error("DoesNotExistException", fmt::format("Session {} does not exist.", id));
  }
  if (world.faults.resume_without_token) return json::serialize(json::object{{"SessionId", id}});
  const std::string url = world.renew(*session);
  return json::serialize(
      json::object{{"SessionId", id}, {"TokenValue", session->token}, {"StreamUrl", url}});
}

ApiResult terminate_session(World& world, const ApiCall& call) {
  const std::string id = call.text("SessionId");
  if (Session* session = world.session(id)) world.terminate(*session, "");
  return json::serialize(json::object{{"SessionId", id}});
}

}  // namespace

OpenedSession open_session(World& world, const ApiCall& call, Session session,
                           std::string_view prefix) {
  std::array<std::uint8_t, 9> raw{};
  random_bytes(raw);
  session.id = fmt::format("{}-{}", prefix, hex(raw).substr(0, 17));
  session.owner = call.caller->arn;
  session.started = call.now;
  const std::string id = session.id;
  Session& kept = world.sessions.insert_or_assign(id, std::move(session)).first->second;
  std::string url = world.renew(kept);
  return {kept, std::move(url)};
}

std::vector<Operation> ssm_session_operations() {
  return {{"ssm", "StartSession", start_session},
          {"ssm", "ResumeSession", resume_session},
          {"ssm", "TerminateSession", terminate_session}};
}

}  // namespace cloudx::sandbox
