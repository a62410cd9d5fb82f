#include "features/relay/connect/relay_plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace cloudx::relay {

namespace {

constexpr std::array kRoles = {Role::connect};

std::unexpected<Error> no_address(const std::string& text) {
  return fail(Errc::usage, fmt::format("--local {}: HOST or HOST:PORT is wanted", printable(text)));
}

}  // namespace

Result<LocalAddress> parse_local(const std::string& text) {
  LocalAddress address{.host = text};
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string::npos) return no_address(text);
    address.host = text.substr(1, end - 1);
    port = std::string_view(text).substr(end + 1);
  } else if (std::ranges::count(text, ':') == 1) {
    address.host = text.substr(0, text.find(':'));
    port = std::string_view(text).substr(address.host.size());
  }
  if (address.host.empty()) return no_address(text);
  if (port.empty()) return address;
  if (!port.starts_with(':')) return no_address(text);
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  const bool whole = error == std::errc{} && end == port.data() + port.size();
  if (!whole || address.port == 0) return no_address(text);
  return address;
}

Result<RelayPlan> make_relay_plan(const RelayConnectRequest& request,
                                  const home::ProcessContext& context) {
  RelayPlan plan;
  plan.timeout = request.timeout;
  if (request.local) {
    auto local = parse_local(*request.local);
    if (!local) return std::unexpected(local.error());
    plan.local = std::move(*local);
  }
  auto settings = read_settings(request.client, kRoles, context);
  if (!settings) return std::unexpected(settings.error());
  if (auto readable = check_identity(*settings); !readable) {
    return std::unexpected(readable.error());
  }
  plan.settings = std::move(*settings);
  return plan;
}

}  // namespace cloudx::relay
