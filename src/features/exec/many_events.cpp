#include "features/exec/many_events.hpp"

#include <algorithm>
#include <ranges>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/utf8.hpp"

namespace cloudx::exec {

namespace {

namespace json = boost::json;

constexpr std::size_t kWidest = 40;
constexpr std::size_t kShown = 10;

json::object about(std::string_view event, const session::NamedNode& node) {
  return {{"event", event}, {"instance", node.choice.selection.instance_id}, {"name", node.name}};
}

}  // namespace

std::string prefixed_line(std::string_view name, std::size_t width, std::string_view line) {
  const std::size_t length = utf8_length(name);
  return fmt::format("{}{} | {}", name, std::string(width > length ? width - length : 0, ' '),
                     line);
}

std::string output_object(const session::NamedNode& node, std::string_view stream,
                          std::string_view line) {
  json::object object = about("output", node);
  object["stream"] = stream;
  if (is_utf8(line)) {
    object["line"] = line;
  } else {
    object["base64"] = base64(as_bytes(line));
  }
  return json::serialize(object);
}

std::string ended_object(const session::NamedNode& node, const NodeResult& result) {
  json::object object = about("ended", node);
  object["status"] = result.status;
  if (!result.why.empty()) object["error"] = result.why;
  return json::serialize(object);
}

std::size_t prefix_width(const std::vector<session::NamedNode>& nodes) {
  std::size_t widest = 0;
  for (const session::NamedNode& node : nodes) widest = std::max(widest, utf8_length(node.name));
  return std::min(widest, kWidest);
}

std::string left_out_text(const std::vector<std::string>& left_out) {
  std::string text = "left out, because they do not run: ";
  for (std::size_t i = 0; i < left_out.size() && i < kShown; ++i) {
    text += (i == 0 ? "" : ", ") + left_out[i];
  }
  if (left_out.size() > kShown) text += fmt::format(" and {} more", left_out.size() - kShown);
  return text;
}

}  // namespace cloudx::exec
