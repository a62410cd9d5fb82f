#pragma once
// How the run of one command on many nodes is told: lines for people, or JSON, one object a line.

#include <string>
#include <string_view>
#include <vector>

#include "base/progress.hpp"
#include "session/node_set.hpp"

namespace cloudx::exec {

// How one node's command has ended.
struct NodeResult {
  int status = 0;
  std::string why;  // where there is something to say besides
};

// What is written for a line of output: "web-1 | ..." with all names padded to `width` columns.
[[nodiscard]] std::string prefixed_line(std::string_view name, std::size_t width,
                                        std::string_view line);
// {"event":"output","instance":ID,"name":NAME,"stream":STREAM,"line":TEXT}, with "base64" in place
// of "line" where the bytes are not UTF-8.
[[nodiscard]] std::string output_object(const session::NamedNode& node, std::string_view stream,
                                        std::string_view line);
// {"event":"ended","instance":ID,"name":NAME,"status":N}, and "error" where there is one.
[[nodiscard]] std::string ended_object(const session::NamedNode& node, const NodeResult& result);

// The longest of the names, in columns, but no more than 40.
[[nodiscard]] std::size_t prefix_width(const std::vector<session::NamedNode>& nodes);

// "left out, because they do not run: web-3 (stopped), web-4 (stopped) and 7 more"
[[nodiscard]] std::string left_out_text(const std::vector<std::string>& left_out);

}  // namespace cloudx::exec
