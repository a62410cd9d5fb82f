#pragma once
// The arguments of a program in the place of session-manager-plugin, as the AWS CLI and other
// callers give them (src/sessionmanagerplugin/session/session.go of aws/session-manager-plugin, and
// awscli/customizations/sessionmanager.py of aws/aws-cli):
//
//   ANSWER REGION StartSession [PROFILE [REQUEST [ENDPOINT ...]]]
//
// ANSWER is the answer of StartSession in JSON, or the name of an environment variable that has it.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/secret.hpp"

namespace cloudx::plugin {

inline constexpr std::string_view kAnswerVariable = "AWS_SSM_START_SESSION_RESPONSE";

// A session that the caller has started already.
struct StartedSession {
  // As passed, whatever it looks like: a script of the AWS Toolkit puts the token here. It is shown
  // in the texts that tools look for, and belongs in no log and no URL.
  std::string session_id;
  Secret token;            // opens the data channel, once
  std::string stream_url;  // not checked yet (session/stream_url.hpp)

  std::string region;    // for ssm, kms, and the signature of the data channel
  std::string profile;   // empty: the usual search for credentials
  std::string target;    // of the request; empty where it is not told, as by old callers
  std::string document;  // of the request; empty where it is not told, or the account's shell
  std::string endpoint;  // as passed; see ssm_endpoint() of endpoint.hpp

  // The environment variable that the answer came from, or empty. Remove it before a program is
  // started: the token is in it.
  std::string variable;
};

// Nothing to do but to print this on stdout, as it is, and to leave.
struct PrintedText {
  std::string text;
  int status = 0;
};

// The value of an environment variable, also of one that is set and empty; nullopt if it is not
// set.
using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view name)>;

// `arguments` without the program's name, `version` what --version prints. Members of JSON objects
// are found in any case, as Go's decoder does; others are ignored. A request without a target is
// none to complain about. No text has a value of the answer in it.
[[nodiscard]] std::variant<StartedSession, PrintedText> read_arguments(
    std::span<const std::string> arguments, std::string_view version,
    const EnvironmentLookup& environment);

}  // namespace cloudx::plugin
