#include "sandbox/api/call.hpp"

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
  return std::unexpected(ApiError{std::move(code), std::move(message), status});
}

Instance* find_instance(World& world, const ApiCall& call, std::string_view id) {
  return call.region == world.region ? world.instance(id) : nullptr;
}

}  // namespace cloudx::sandbox
