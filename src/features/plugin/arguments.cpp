#include "features/plugin/arguments.hpp"

#include <utility>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/bytes.hpp"
#include "features/plugin/texts.hpp"
#include "protocol/ssm/json.hpp"

namespace cloudx::plugin {

namespace {

constexpr std::size_t kAnswer = 0;
constexpr std::size_t kRegion = 1;
constexpr std::size_t kOperation = 2;
constexpr std::size_t kProfile = 3;
constexpr std::size_t kRequest = 4;
constexpr std::size_t kEndpoint = 5;
constexpr std::size_t kLeast = 3;  // as many has a session of old callers

// Of programs without a session to go to: too few arguments.
std::string text_without_session(std::span<const std::string> arguments, std::string_view version) {
  if (arguments.empty()) return installed_text();
  if (arguments.size() == 1 && arguments.front() == "--version") return version_text(version);
  return unknown_operation_text(arguments.front());
}

PrintedText failed(std::string_view reason) {
  return {.text = cannot_start_text(reason)};
}

// The answer, and the name of the variable that it was found in.
struct Answer {
  std::string json;
  std::string variable;
};

std::optional<Answer> find_answer(const std::string& argument,
                                  const EnvironmentLookup& environment) {
  if (!argument.starts_with(kAnswerVariable)) return Answer{.json = argument, .variable = {}};
  auto value = environment(argument);
  if (!value) return std::nullopt;
  return Answer{.json = std::move(*value), .variable = argument};
}

// "" where there is no such argument.
std::string argument_at(std::span<const std::string> arguments, std::size_t at) {
  return at < arguments.size() ? arguments[at] : std::string();
}

void read_request(const std::string& request, StartedSession& into) {
  const auto object = ssm::parse_object(as_bytes(request));
  if (!object) return;
  into.target = ssm::string_member(*object, "Target");
  into.document = ssm::string_member(*object, "DocumentName");
}

}  // namespace

std::variant<StartedSession, PrintedText> read_arguments(std::span<const std::string> arguments,
                                                         std::string_view version,
                                                         const EnvironmentLookup& environment) {
  if (arguments.size() < kLeast) {
    return PrintedText{.text = text_without_session(arguments, version)};
  }
  if (arguments[kOperation] != "StartSession") return PrintedText{.text = invalid_operation_text()};
  auto answer = find_answer(arguments[kAnswer], environment);
  if (!answer) {
    return failed(fmt::format("the environment variable {} is not set", arguments[kAnswer]));
  }
  const WipeAtEnd wiped(answer->json);
  const auto object = ssm::parse_object(as_bytes(answer->json));
  if (!object) return failed("the answer of StartSession is no JSON object");

  StartedSession session;
  session.session_id = ssm::string_member(*object, "SessionId");
  session.token = Secret(ssm::string_member(*object, "TokenValue"));
  session.stream_url = ssm::string_member(*object, "StreamUrl");
  if (session.session_id.empty()) return failed("the answer of StartSession has no SessionId");
  if (session.token.empty()) return failed("the answer of StartSession has no TokenValue");
  if (session.stream_url.empty()) return failed("the answer of StartSession has no StreamUrl");
  session.region = arguments[kRegion];
  session.profile = argument_at(arguments, kProfile);
  read_request(argument_at(arguments, kRequest), session);
  session.endpoint = argument_at(arguments, kEndpoint);
  session.variable = std::move(answer->variable);
  return session;
}

}  // namespace cloudx::plugin
