#pragma once
// Lines that the predecessors wrote without quotes or with options that are gone: ssh or this
// program cannot read them as they were meant.

#include <string>
#include <vector>

#include "features/hosts/program_defaults.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/proxy_command.hpp"

namespace cloudx::hosts {

// Puts a path with blanks in quotes where it stands without; ssh refuses the file for it. Returns
// how many lines changed.
std::size_t quote_paths(sshconfig::Document& document);

// Joins the words of a value with blanks that stands without quotes, and says with --ssh-key and
// --ssh-dir what --key-path said.
void repair_command(sshconfig::ProxyCommand& command, const Directories& directories);

// One sentence for each line of the document that does not work: ssh refuses the file for it, or
// its ProxyCommand cannot run. `main_config` is what ssh has read before.
[[nodiscard]] std::vector<std::string> broken_lines(const sshconfig::Document& document,
                                                    const sshconfig::Document& main_config);

}  // namespace cloudx::hosts
