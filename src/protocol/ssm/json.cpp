#include "protocol/ssm/json.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/parse.hpp>

namespace cloudx::ssm {

std::optional<boost::json::object> parse_object(ByteView payload) {
  if (payload.size() > kMaxJsonSize) return std::nullopt;
  boost::json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  options.allow_invalid_utf8 = true;  // shown texts are made printable; Go accepts it, too
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(as_text(payload), error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

const boost::json::value* find_member(const boost::json::object& object, std::string_view key) {
  if (const boost::json::value* exact = object.if_contains(key)) return exact;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto same = [&](const boost::json::key_value_pair& member) {
    return std::ranges::equal(std::string_view(member.key()), key, {}, lower, lower);
  };
  const auto* found = std::ranges::find_if(object, same);
  return found == object.end() ? nullptr : &found->value();
}

std::string string_member(const boost::json::object& object, std::string_view key) {
  const boost::json::value* member = find_member(object, key);
  if (member == nullptr || !member->is_string()) return {};
  return std::string(std::string_view(member->get_string()));
}

}  // namespace cloudx::ssm
