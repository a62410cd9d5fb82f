#include "instances/target.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "instances/node_id.hpp"

namespace cloudx::instances {

namespace {

constexpr std::size_t kShown = 60;  // bytes of a wrong argument

}  // namespace

Result<Target> parse_target(std::string_view id, std::string_view port) {
  const auto node = parse_node_id(id);
  if (!node) {
    return fail(Errc::usage,
                fmt::format("\"{}\" is not an instance id: expected i- and 8 or 17 hexadecimal "
                            "digits, or mi- and 17 (a hybrid node)",
                            excerpt(id, kShown)));
  }
  Target target{.id = *node, .kind = is_hybrid(*node) ? NodeKind::hybrid : NodeKind::instance};
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size() || number < 1 || number > 65535) {
    return fail(Errc::usage,
                fmt::format("\"{}\" is not a port: expected 1 to 65535", excerpt(port, kShown)));
  }
  target.port = static_cast<std::uint16_t>(number);
  return target;
}

Result<void> check_os_user(std::string_view user) {
  constexpr std::string_view kFirst = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  constexpr std::string_view kRest =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@-$";
  const bool good = !user.empty() && user.size() <= 32 && kFirst.contains(user.front()) &&
                    user.find_first_not_of(kRest) == std::string_view::npos;
  if (good) return {};
  return fail(Errc::usage,
              fmt::format("\"{}\" is not a user name: expected 1 to 32 letters, digits, _ . @ -",
                          excerpt(user, kShown)));
}

}  // namespace cloudx::instances
