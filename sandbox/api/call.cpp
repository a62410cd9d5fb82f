#include "sandbox/api/call.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace cloudx::sandbox {

std::string ApiCall::text(std::string_view name) const {
  const boost::json::value* value = input.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string ApiCall::field(std::string_view name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

std::vector<std::string> ApiCall::list(std::string_view name) const {
  std::vector<std::string> values;
  for (std::size_t i = 1;; ++i) {
    const auto found = fields.find(fmt::format("{}.{}", name, i));
    if (found == fields.end()) return values;
    values.push_back(found->second);
  }
}

std::unexpected<ApiError> api_error(std::string code, std::string message, int status) {
  return std::unexpected(ApiError{std::move(code), std::move(message), status, {}});
}

std::optional<Page> page_of(std::string_view token, std::size_t all, std::size_t page_size) {
  // With characters that a client has to encode.
  constexpr std::string_view kPrefix = "page+/=";
  Page page;
  if (!token.empty()) {
    if (!token.starts_with(kPrefix)) return std::nullopt;
    token.remove_prefix(kPrefix.size());
    const auto [end, error] =
        std::from_chars(token.data(), token.data() + token.size(), page.first);
    const bool good = error == std::errc() && end == token.data() + token.size();
    if (!good || page.first >= all) return std::nullopt;
  }
  page.last = std::min(all, page.first + page_size);
  if (page.last < all) page.next_token = fmt::format("{}{}", kPrefix, page.last);
  return page;
}

Instance* find_instance(World& world, const ApiCall& call, std::string_view id) {
  return call.region == world.region ? world.instance(id) : nullptr;
}

}  // namespace cloudx::sandbox
