#pragma once
// Points in time as AWS and HTTP write them. All UTC.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cloudx {

using Timestamp = std::chrono::sys_seconds;

// "YYYYMMDDTHHMMSSZ", as SigV4 wants it.
[[nodiscard]] std::string amz_date(Timestamp time);
// "YYYY-MM-DDTHH:MM:SSZ".
[[nodiscard]] std::string iso8601(Timestamp time);
// Any common ISO 8601 form: "T" or a space, fraction ignored, "Z", "UTC" or "+hh:mm" (none: UTC).
[[nodiscard]] std::optional<Timestamp> parse_iso8601(std::string_view text);
// The IMF-fixdate of an HTTP Date header (RFC 9110 section 5.6.7).
[[nodiscard]] std::optional<Timestamp> parse_http_date(std::string_view text);

}  // namespace cloudx
