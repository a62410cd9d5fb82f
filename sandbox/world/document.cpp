#include "sandbox/world/document.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include <fmt/format.h>

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> kSessionTypes{
    "Port", "Standard_Stream", "InteractiveCommands", "NonInteractiveCommands"};
constexpr std::size_t kLongestValue = 65535;  // of the service's model
// std::regex calls itself for each character.
constexpr std::size_t kLongestMatched = 2000;

const json::object* object_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<DocumentParameter> parse_parameter(std::string_view name, const json::value& value) {
  const json::object* members = value.if_object();
  if (members == nullptr) {
    return fail(Errc::usage, fmt::format("parameter \"{}\" of the document is no object", name));
  }
  DocumentParameter parameter{std::nullopt, text_in(*members, "allowedPattern")};
  if (members->contains("default")) parameter.fallback = text_in(*members, "default");
  try {
    static_cast<void>(std::regex(parameter.pattern));
  } catch (const std::regex_error&) {
    return fail(Errc::usage, fmt::format("the pattern of parameter \"{}\" can not be read", name));
  }
  return parameter;
}

Result<ParameterValues> check_values(const SessionDocument& document,
                                     const ParameterValues& given) {
  for (const auto& [name, value] : given) {
    if (!document.parameters.contains(name)) {
      return fail(Errc::usage, fmt::format("Parameter \"{}\" is not supported.", name));
    }
  }
  ParameterValues values;
  for (const auto& [name, parameter] : document.parameters) {
    const auto found = given.find(name);
    if (found == given.end() && !parameter.fallback) {
      return fail(Errc::usage, fmt::format("Parameter \"{}\" must have a value.", name));
    }
    const std::string& value = found == given.end() ? *parameter.fallback : found->second;
    const bool checked = !parameter.pattern.empty() && found != given.end();
    if (value.size() > kLongestValue ||
        (checked && (value.size() > kLongestMatched ||
                     !std::regex_search(value, std::regex(parameter.pattern))))) {
      return fail(Errc::usage, fmt::format("Parameter \"{}\" has an invalid value.", name));
    }
    values.emplace(name, value);
  }
  return values;
}

// "{{ name }}", with or without the blanks.
std::string fill_in(std::string_view text, const ParameterValues& values) {
  std::string out;
  for (;;) {
    const std::size_t begin = text.find("{{");
    const std::size_t end = begin == std::string_view::npos ? begin : text.find("}}", begin);
    if (end == std::string_view::npos) return out.append(text);
    std::string_view name = text.substr(begin + 2, end - begin - 2);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    const auto found = values.find(name);
    out.append(text.substr(0, begin));
    out.append(found == values.end() ? text.substr(begin, end + 2 - begin)
                                     : std::string_view(found->second));
    text.remove_prefix(end + 2);
  }
}

json::object fill_in(const json::object& object, const ParameterValues& values) {
  json::object out;
  for (const auto& [key, value] : object) {
    if (value.is_string()) {
      out[key] = fill_in(std::string_view(value.get_string()), values);
    } else if (value.is_object()) {
      out[key] = fill_in(value.get_object(), values);
    } else {
      out[key] = value;
    }
  }
  return out;
}

// Go's strconv.ParseBool, to which an empty text is an error; the agent takes that as false.
std::optional<bool> parse_flag(const json::object& members, std::string_view name) {
  const json::value* value = members.if_contains(name);
  if (value == nullptr) return false;
  if (value->is_bool()) return value->get_bool();
  const std::string text = text_in(members, name);
  constexpr std::array<std::string_view, 6> kTrue{"1", "t", "T", "TRUE", "true", "True"};
  constexpr std::array<std::string_view, 7> kFalse{"", "0", "f", "F", "FALSE", "false", "False"};
  if (std::ranges::count(kTrue, text) > 0) return true;
  if (std::ranges::count(kFalse, text) > 0 && value->is_string()) return false;
  return std::nullopt;
}

void plan_port(SessionPlan& plan) {
  for (const char* name : {"portNumber", "type", "host"}) {
    const json::value* value = plan.properties.if_contains(name);
    if (value == nullptr || value->is_string()) continue;
    plan.failure = fmt::format(
        "Unable to remarshal session properties: json: cannot unmarshal value into Go struct field "
        "PortParameters.{} of type string",
        name);
  }
  plan.port = text_in(plan.properties, "portNumber");
  plan.host = text_in(plan.properties, "host");
  if (plan.failure.empty() && plan.port.empty()) {
    plan.failure = "Port number is empty in session properties.";
  }
  if (text_in(plan.properties, "type") == "LocalPortForwarding") {
    plan.kind = plan.host.empty() ? SessionKind::local_port : SessionKind::remote_host;
  }
}

void plan_command(SessionPlan& plan, std::string_view session_type, std::string_view platform) {
  const char* section = platform == "Windows" ? "windows" : platform == "MacOS" ? "macos" : "linux";
  const json::object* of_platform = object_in(plan.properties, section);
  const json::object members = of_platform == nullptr ? json::object{} : *of_platform;
  plan.properties.clear();
  plan.command = text_in(members, "commands");
  if (std::ranges::all_of(plan.command, [](char c) { return c == ' '; })) {
    plan.failure = fmt::format("Commands cannot be empty for session type {}", session_type);
  }
  if (plan.kind != SessionKind::exec) return;
  const std::optional<bool> separate = parse_flag(members, "separateOutputStream");
  if (!separate) plan.failure = "fail to get separateOutPutStream property";
  plan.separate_output = separate.value_or(false);
  plan.output_prefix = text_in(members, "stdOutSeparatorPrefix");
  plan.error_prefix = text_in(members, "stdErrSeparatorPrefix");
  static const std::regex kPrefix("[0-9a-zA-Z\r\n_:-]{0,30}");
  for (const std::string* prefix : {&plan.output_prefix, &plan.error_prefix}) {
    if (prefix->size() > 30 || !std::regex_match(*prefix, kPrefix)) {
      plan.failure = "invalid separator prefix";
    }
  }
}

}  // namespace

Result<SessionDocument> parse_document(const json::object& content) {
  if (text_in(content, "schemaVersion") != "1.0") {
    return fail(Errc::usage, "a session document has \"schemaVersion\": \"1.0\"");
  }
  SessionDocument document;
  document.session_type = text_in(content, "sessionType");
  if (std::ranges::count(kSessionTypes, document.session_type) == 0) {
    return fail(Errc::usage,
                fmt::format("\"{}\" is no sessionType (Port, Standard_Stream, InteractiveCommands, "
                            "NonInteractiveCommands)",
                            document.session_type));
  }
  if (const json::object* parameters = object_in(content, "parameters")) {
    for (const auto& [name, value] : *parameters) {
      auto parameter = parse_parameter(name, value);
      if (!parameter) return std::unexpected(parameter.error());
      document.parameters.emplace(std::string(name), std::move(*parameter));
    }
  }
  if (const json::object* properties = object_in(content, "properties")) {
    document.properties = *properties;
  }
  const json::object* inputs = object_in(content, "inputs");
  const json::object* profile = inputs == nullptr ? nullptr : object_in(*inputs, "shellProfile");
  if (profile != nullptr) document.shell_profile = text_in(*profile, "linux");
  return document;
}

Result<SessionPlan> plan_session(const SessionDocument& document, const ParameterValues& given,
                                 std::string_view platform) {
  const Result<ParameterValues> values = check_values(document, given);
  if (!values) return std::unexpected(values.error());
  SessionPlan plan;
  plan.properties = fill_in(document.properties, *values);
  plan.shell_profile = fill_in(document.shell_profile, *values);
  if (document.session_type == "Port") {
    plan_port(plan);
  } else if (document.session_type == "Standard_Stream") {
    plan.kind = SessionKind::shell;
    plan.properties.clear();
  } else {
    plan.kind = document.session_type == "InteractiveCommands" ? SessionKind::interactive_command
                                                               : SessionKind::exec;
    plan_command(plan, document.session_type, platform);
  }
  return plan;
}

}  // namespace cloudx::sandbox
