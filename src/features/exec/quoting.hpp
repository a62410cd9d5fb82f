#pragma once
// The parameter `command` of the session document AWS-StartNonInteractiveCommand. No shell reads
// it: the agent splits it into words with google/shlex (e7afc7fbc510 in its go.mod), of which the
// first is the program, on Windows an argument of powershell, as the others are. Its rules are
// those of a POSIX shell but for these: nothing is expanded, a backslash before a line feed means a
// line feed, within double quotes a backslash before anything disappears, and # begins a comment at
// the begin of a word. It reads UTF-8; bytes that are none come out as U+FFFD.

#include <cstddef>
#include <span>
#include <string>

#include "base/error.hpp"

namespace cloudx::exec {

// Characters of a parameter's value (ssm's model of StartSession, SessionManagerParameterValue).
inline constexpr std::size_t kMaxCommand = 65535;

// A text that is split into just these words. A word that needs it stands in single quotes. Two
// things are parted by closing and opening them again, because the agent looks for them in its
// document once the parameter stands there (agent/framework/docparser of amazon-ssm-agent): "{{",
// which could be another parameter, or one of the parameter store, and "$" before a letter, which
// is a reference in the replacement of a regular expression where the document has more than the
// parameter in a line.
//
// Errc::usage: no words, an empty first one, a NUL, bytes that are not UTF-8, or too long.
[[nodiscard]] Result<std::string> command_line(std::span<const std::string> words);

}  // namespace cloudx::exec
