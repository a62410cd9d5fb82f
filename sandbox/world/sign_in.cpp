#include "sandbox/world/sign_in.hpp"

#include <boost/json/value_to.hpp>
#include <fmt/format.h>

namespace cloudx::sandbox {

namespace json = boost::json;

namespace {

bool set(Duration& field, const json::value& value) {
  constexpr int kMost = 1'000'000'000;
  const auto number = json::try_value_to<int>(value);
  if (!number || *number < 0 || *number > kMost) return false;
  field = std::chrono::milliseconds(*number);
  return true;
}

bool set(std::optional<std::string>& field, const json::value& value) {
  if (value.is_null()) {
    field.reset();
  } else if (value.is_string()) {
    field = std::string(value.get_string());
  } else {
    return false;
  }
  return true;
}

}  // namespace

Result<void> apply_patch(SignIn& sign_in, const json::object& patch) {
  SignIn changed = sign_in;
  for (const auto& [key, value] : patch) {
    const std::string_view name(key);
    const bool good = (name == "lifetime_ms" && set(changed.lifetime, value)) ||
                      (name == "repeat_ms" && set(changed.repeat, value)) ||
                      (name == "refusal" && set(changed.refusal, value));
    if (!good) {
      return fail(Errc::usage, fmt::format("\"{}\" is no setting, or has a bad value", name));
    }
  }
  sign_in = std::move(changed);
  return {};
}

}  // namespace cloudx::sandbox
