#include "instances/target.hpp"

#include <charconv>

#include <fmt/format.h>

#include "instances/node_id.hpp"

namespace cloudx::instances {

namespace {

// Control characters would let a hostile argument paint on the terminal.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 60)) {
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  return out;
}

}  // namespace

Result<Target> parse_target(std::string_view id, std::string_view port) {
  const auto node = parse_node_id(id);
  if (!node) {
    return fail(Errc::usage,
                fmt::format("\"{}\" is not an instance id: expected i- and 8 or 17 hexadecimal "
                            "digits, or mi- and 17 (a hybrid node)",
                            shown(id)));
  }
  Target target{.id = *node, .kind = is_hybrid(*node) ? NodeKind::hybrid : NodeKind::instance};
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size() || number < 1 || number > 65535) {
    return fail(Errc::usage, fmt::format("\"{}\" is not a port: expected 1 to 65535", shown(port)));
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
                          shown(user)));
}

}  // namespace cloudx::instances
