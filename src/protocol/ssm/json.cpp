#include "protocol/ssm/json.hpp"

#include <utility>

#include <boost/json/parse.hpp>

namespace cloudx::ssm {

std::optional<boost::json::object> parse_object(ByteView payload) {
  if (payload.size() > kMaxJsonSize) return std::nullopt;
  boost::json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(as_text(payload), error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string string_member(const boost::json::object& object, std::string_view key) {
  const boost::json::value* member = object.if_contains(key);
  if (member == nullptr || !member->is_string()) return {};
  return std::string(std::string_view(member->get_string()));
}

}  // namespace cloudx::ssm
