// The session documents that Amazon owns. Names, defaults and patterns as their public copies have
// them; the command documents were never published, so those are the least that is known to work.

#include <array>

#include <fmt/format.h>

#include "sandbox/world/document.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

constexpr std::string_view kPort =
    "([1-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

json::object port_parameter(std::string_view fallback) {
  return {
      {"type", "String"}, {"default", fallback}, {"allowedPattern", fmt::format("^{}$", kPort)}};
}

// Port 0: any free port of the client's machine.
json::object local_port_parameter() {
  return {{"type", "String"}, {"default", "0"}, {"allowedPattern", fmt::format("^(0|{})$", kPort)}};
}

json::object ssh() {
  return {{"schemaVersion", "1.0"},
          {"sessionType", "Port"},
          {"parameters", json::object{{"portNumber", port_parameter("22")}}},
          {"properties", json::object{{"portNumber", "{{ portNumber }}"}}}};
}

json::object port_forwarding() {
  return {{"schemaVersion", "1.0"},
          {"sessionType", "Port"},
          {"parameters",
           {{"portNumber", port_parameter("80")}, {"localPortNumber", local_port_parameter()}}},
          {"properties",
           {{"portNumber", "{{ portNumber }}"},
            {"type", "LocalPortForwarding"},
            {"localPortNumber", "{{ localPortNumber }}"}}}};
}

json::object remote_host() {
  json::object document = port_forwarding();
  document["parameters"].get_object()["host"] =
      json::object{{"type", "String"}, {"allowedPattern", R"(^[^,$^&\(\)!;'"<>`{}\[\]\|#=]{3,}$)"}};
  document["properties"].get_object()["host"] = "{{ host }}";
  return document;
}

json::object command(std::string_view session_type, const json::object& members) {
  json::object properties;
  for (const char* platform : {"linux", "windows", "macos"}) properties[platform] = members;
  return {{"schemaVersion", "1.0"},
          {"sessionType", session_type},
          {"parameters", json::object{{"command", json::object{{"type", "String"}}}}},
          {"properties", std::move(properties)}};
}

json::object interactive_command() {
  return command("InteractiveCommands", {{"commands", "{{ command }}"}, {"runAsElevated", false}});
}

json::object exec() {
  json::object document =
      command("NonInteractiveCommands", {{"commands", "{{ command }}"},
                                         {"runAsElevated", false},
                                         {"separateOutputStream", "{{ separateOutputStream }}"},
                                         {"stdOutSeparatorPrefix", "{{ stdOutSeparatorPrefix }}"},
                                         {"stdErrSeparatorPrefix", "{{ stdErrSeparatorPrefix }}"}});
  json::object& parameters = document["parameters"].get_object();
  parameters["separateOutputStream"] = {{"type", "String"}, {"default", "false"}};
  parameters["stdOutSeparatorPrefix"] = {{"type", "String"}, {"default", ""}};
  parameters["stdErrSeparatorPrefix"] = {{"type", "String"}, {"default", ""}};
  return document;
}

json::object shell() {
  return {{"schemaVersion", "1.0"}, {"sessionType", "Standard_Stream"}, {"inputs", json::object{}}};
}

}  // namespace

Documents amazon_documents() {
  const std::array<std::pair<std::string_view, json::object>, 6> all{{
      {kShellPreferences, shell()},
      {"AWS-StartSSHSession", ssh()},
      {"AWS-StartPortForwardingSession", port_forwarding()},
      {"AWS-StartPortForwardingSessionToRemoteHost", remote_host()},
      {"AWS-StartInteractiveCommand", interactive_command()},
      {"AWS-StartNonInteractiveCommand", exec()},
  }};
  Documents documents;
  for (const auto& [name, content] : all) {
    documents.emplace(name, parse_document(content).value());
  }
  return documents;
}

}  // namespace cloudx::sandbox
