#pragma once
// Golden vectors as JSON values, and short access to their members.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/http.hpp"

namespace cloudx::aws::testing {

// Throws std::runtime_error if the file is missing or no JSON: the test fails.
boost::json::value load_vectors(const std::filesystem::path& path);
inline std::filesystem::path test_data(std::string_view name) {
  return std::filesystem::path(CLOUDX_TEST_DATA) / name;
}

std::string text_of(const boost::json::value& value, std::string_view key);
std::optional<std::string> optional_text_of(const boost::json::value& value, std::string_view key);

// [["Name", "value"], ...] or {"Name": "value"}.
std::vector<HttpHeader> headers_of(const boost::json::value& value);

Url url_of(std::string_view text);  // throws if it is none

}  // namespace cloudx::aws::testing
