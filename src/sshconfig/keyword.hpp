#pragma once
// What has to be known about single keywords to read a file as ssh does (OpenSSH readconf.c).

#include <string>
#include <string_view>

namespace cloudx::sshconfig {

// ASCII only, as ssh's lowercase().
[[nodiscard]] std::string lower(std::string_view text);

// Lower case, and for the old name of a keyword its present one ("KeepAlive" is "tcpkeepalive").
[[nodiscard]] std::string canonical_keyword(std::string_view keyword);

// The value is the rest of the line, quotes and "#" included, for a shell to read (ProxyCommand).
// `keyword` is canonical, here and below.
[[nodiscard]] bool takes_command(std::string_view keyword);

// Every value counts, not only the first (IdentityFile, LocalForward, SendEnv, ...).
[[nodiscard]] bool is_cumulative(std::string_view keyword);

// Keywords of which the first met switches the others off are one and the same here: ProxyJump is
// "proxycommand".
[[nodiscard]] std::string_view setting_of(std::string_view keyword);

}  // namespace cloudx::sshconfig
