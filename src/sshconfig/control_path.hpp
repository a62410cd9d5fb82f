#pragma once
// Whether ssh can share a connection at a ControlPath: a Unix socket's path is short.

#include <cstddef>
#include <string>
#include <string_view>

namespace cloudx::sshconfig {

// The longest path, as ssh expands it, that works. While the socket is being made its name has a
// dot and 16 random characters more (OpenSSH mux.c), and ssh ends where that does not fit.
[[nodiscard]] std::size_t control_path_limit();

// What ssh puts for the tokens of a ControlPath, as far as it can be said of a host of ours.
struct ControlPathTokens {
  std::string home;  // for "~" and %d: ssh asks the user database
  std::string user;  // %r
  std::string host;  // %h: the instance id
  std::string port = "22";
  std::string alias;  // %n
};

// In bytes, as long as the path will be. "none" has no length.
[[nodiscard]] std::size_t expanded_length(std::string_view control_path,
                                          const ControlPathTokens& tokens);

[[nodiscard]] bool fits(std::string_view control_path, const ControlPathTokens& tokens);

// The one that everybody has, where it fits, else a shorter one, else "none".
[[nodiscard]] std::string fitting_control_path(const ControlPathTokens& tokens);

}  // namespace cloudx::sshconfig
