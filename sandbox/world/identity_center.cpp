#include "sandbox/world/identity_center.hpp"

#include <algorithm>
#include <array>

#include <boost/json/value_to.hpp>
#include <fmt/format.h>

namespace cloudx::sandbox {

namespace json = boost::json;

namespace {

constexpr std::array<std::pair<std::string_view, Decision>, 4> kDecisions = {
    {{"approved", Decision::approved},
     {"denied", Decision::denied},
     {"expired", Decision::expired},
     {"none", Decision::none}}};

bool set_decision(IdentityCenter& center, const json::value& value) {
  if (!value.is_string()) return false;
  const std::string_view name(value.get_string());
  const auto* const found =
      std::ranges::find(kDecisions, name, [](const auto& known) { return known.first; });
  if (found == kDecisions.end()) return false;
  center.decision = found->second;
  return true;
}

bool set_number(IdentityCenter& center, std::string_view name, const json::value& value) {
  constexpr int kMost = 1'000'000'000;
  const auto number = json::try_value_to<int>(value);
  if (!number || *number < 0 || *number > kMost) return false;
  if (name == "pending_polls") {
    center.pending_polls = *number;
  } else if (name == "slow_downs") {
    center.slow_downs = *number;
  } else if (name == "token_lifetime_ms") {
    center.token_lifetime = std::chrono::milliseconds(*number);
  } else if (name == "page_size" && *number > 0) {
    center.page_size = static_cast<std::size_t>(*number);
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool IdentityCenter::is_client(std::string_view id, std::string_view secret, Time now) const {
  const auto found = clients.find(id);
  return found != clients.end() && found->second.secret == secret && now < found->second.expires;
}

const SsoAccount* IdentityCenter::account(std::string_view id) const {
  const auto found = std::ranges::find(accounts, id, &SsoAccount::id);
  return found == accounts.end() ? nullptr : &*found;
}

Result<void> apply_patch(IdentityCenter& center, const json::object& patch) {
  IdentityCenter changed = center;
  for (const auto& [key, value] : patch) {
    const std::string_view name(key);
    const bool good =
        name == "decision" ? set_decision(changed, value) : set_number(changed, name, value);
    if (!good)
      return fail(Errc::usage, fmt::format("\"{}\" is no setting, or has a bad value", name));
  }
  center = std::move(changed);
  return {};
}

}  // namespace cloudx::sandbox
