#pragma once
// Session documents (schema 1.0): what a session's parameters may be, and what the agent makes of
// them. The members that count here: sessionType, parameters (default, allowedPattern), properties,
// inputs.shellProfile.linux.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "sandbox/world/session.hpp"

namespace cloudx::sandbox {

struct DocumentParameter {
  std::optional<std::string> fallback;  // without one it has to be given
  std::string pattern;                  // of ECMAScript, for the whole value; empty: anything
};

struct SessionDocument {
  std::string session_type;  // Port, Standard_Stream, InteractiveCommands, NonInteractiveCommands
  std::map<std::string, DocumentParameter, std::less<>> parameters;
  boost::json::object properties;  // "{{ name }}" in a text stands for a parameter
  std::string shell_profile;
};

using Documents = std::map<std::string, SessionDocument, std::less<>>;
using ParameterValues = std::map<std::string, std::string, std::less<>>;

// The document of an account's preferences for shells; StartSession without a name means it.
inline constexpr std::string_view kShellPreferences = "SSM-SessionManagerRunShell";

// Those that every account has.
[[nodiscard]] Documents amazon_documents();

// Errc::usage: it is no session document.
[[nodiscard]] Result<SessionDocument> parse_document(const boost::json::object& content);

// Checks the values and puts them in. `platform` is SSM's PlatformType of the target: command
// documents have a command for each. Errc::usage: the service refuses these parameters.
[[nodiscard]] Result<SessionPlan> plan_session(const SessionDocument& document,
                                               const ParameterValues& given,
                                               std::string_view platform);

}  // namespace cloudx::sandbox
