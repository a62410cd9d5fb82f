#pragma once
// ProxyCommand lines that run this program, its predecessors through uvx included:
//
//   uvx cloudx-proxy connect %h %p --profile dev
//   uvx cloudx-client %h %p --key-path ~/.ssh/vscode/mine.pub
//   "/opt/my tools/cloudX-proxy" connect %h %p --region us-east-1

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::hosts {

// One argument behind "connect", in the order of the command.
struct ProxyArgument {
  std::string name;  // "--profile"; empty for a positional one (%h, %p)
  std::string raw;   // as it stands in the command: "--profile dev", "--profile=dev", "%h"
  // What an option or a positional argument says; nothing where the shell or ssh have to
  // expand it first.
  std::optional<std::string> value;
};

struct ProxyCommand {
  std::vector<std::string> launcher;  // words before the program, raw: {"uvx"}; empty without uvx
  std::string program;                // unquoted: a path, or a name to be found in PATH
  std::vector<ProxyArgument> arguments;
  bool connects = true;  // "connect" stands behind the program; cloudx-client needs none

  // "cloudx-proxy" or "cloudX-proxy": the name that the program is called by.
  [[nodiscard]] std::string_view name() const;
  // The oldest predecessor, cloudx-client.
  [[nodiscard]] bool is_client() const;
  [[nodiscard]] bool has_option(std::string_view option) const;
  // The last value of an option ("--profile"), as the program would take it.
  [[nodiscard]] std::optional<std::string> option(std::string_view option) const;
  // Replaces the option where it stands, or adds it at the end.
  void set_option(std::string_view option, std::string_view value);
  void remove_option(std::string_view option);
};

// `program connect %h %p`, without options.
[[nodiscard]] ProxyCommand make_proxy_command(std::string program);

// Nothing where the command is not one of ours, or is more than a plain call (a pipe, say). With
// `prefix` also `uvx PREFIX-proxy`, which the predecessor wrote for host names of its user's own.
[[nodiscard]] std::optional<ProxyCommand> parse_proxy_command(std::string_view command,
                                                              std::string_view prefix = {});

// As a ProxyCommand line's value. Arguments that were parsed and not set stay as they were written.
[[nodiscard]] std::string format(const ProxyCommand& command);

// Whether both do the same, whatever program they run: the same options with the same values in any
// order, and the same other arguments.
[[nodiscard]] bool same_arguments(const ProxyCommand& one, const ProxyCommand& other);

}  // namespace cloudx::hosts
