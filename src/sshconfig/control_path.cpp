#include "sshconfig/control_path.hpp"

#include <algorithm>
#include <array>

#include "os/file.hpp"
#include "os/host_name.hpp"
#include "os/local_socket.hpp"
#include "os/user.hpp"

namespace cloudx::sshconfig {

namespace {

constexpr std::string_view kNone = "none";
// Each connection of a user to a port of an instance has its own.
constexpr std::array<std::string_view, 2> kPaths{"~/.ssh/control/%r@%h:%p", "~/.ssh/%r@%h:%p"};
constexpr std::size_t kHash = 40;  // %C: SHA-1 in hexadecimal

// ssh_config(5), TOKENS, as far as ControlPath takes them.
std::size_t length_of(char token, const ControlPathTokens& tokens) {
  switch (token) {
    case 'C':
      return kHash;
    case 'd':
      return tokens.home.size();
    case 'h':
    case 'k':
      return tokens.host.size();
    case 'i':
      return os::account_id().size();
    case 'L':
      return std::min(os::host_name().find('.'), os::host_name().size());
    case 'l':
      return os::host_name().size();
    case 'n':
      return tokens.alias.size();
    case 'p':
      return tokens.port.size();
    case 'r':
      return tokens.user.size();
    case '%':
      return 1;
    default:  // %j is empty without a jump host, %u is not known here
      return 0;
  }
}

}  // namespace

std::size_t control_path_limit() {
  constexpr std::size_t kSuffix = 17;
  return os::longest_socket_path() - kSuffix;
}

std::size_t expanded_length(std::string_view control_path, const ControlPathTokens& tokens) {
  if (control_path == kNone) return 0;
  const std::string path = os::expand_tilde(control_path, tokens.home).string();
  std::size_t length = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool token = path[i] == '%' && i + 1 < path.size();
    length += token ? length_of(path[++i], tokens) : 1;
  }
  return length;
}

bool fits(std::string_view control_path, const ControlPathTokens& tokens) {
  return expanded_length(control_path, tokens) <= control_path_limit();
}

std::string fitting_control_path(const ControlPathTokens& tokens) {
  for (const std::string_view path : kPaths) {
    if (fits(path, tokens)) return std::string(path);
  }
  return std::string(kNone);
}

}  // namespace cloudx::sshconfig
