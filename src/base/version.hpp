#pragma once
// Which program this is: the number of its release, and the commit that it was built from.

#include <string>
#include <string_view>

namespace cloudx {

struct Version {
  std::string_view number;  // "1.0.0", which CMakeLists.txt gives the project
  std::string_view commit;  // "79bc5af", "79bc5af-dirty", or empty (cmake/commit.cmake)
};

[[nodiscard]] const Version& this_version();

// Returns the line for people: "cloudx-proxy 1.0.0 (79bc5af)".
[[nodiscard]] std::string version_line(const Version& version);

// Returns what the program calls itself towards servers: "cloudx-proxy/1.0.0 (79bc5af)", a product
// with its version and a comment as RFC 9110, section 10.1.5, has them.
[[nodiscard]] std::string user_agent(const Version& version);

}  // namespace cloudx
