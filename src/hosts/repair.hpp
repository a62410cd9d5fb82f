#pragma once
// Lines that the predecessors wrote without quotes or with options that are gone: ssh or this
// program cannot read them as they were meant.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hosts/program_defaults.hpp"
#include "hosts/proxy_command.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::hosts {

// Puts a path with blanks in quotes where it stands without; ssh refuses the file for it. Returns
// how many lines changed.
std::size_t quote_paths(sshconfig::Document& document);

// The main config with quotes around a path with blanks that its Include of `own` lacks: ssh takes
// its words for several files, and none of them is there.
[[nodiscard]] std::string with_quoted_include(const std::string& main_config,
                                              const std::filesystem::path& own,
                                              const std::filesystem::path& home,
                                              const sshconfig::Files& files);

// A ProxyCommand whose program stands without quotes although its path has blanks
// ("/home/jane doe/bin/cloudx-proxy connect ..."), with them; any other as it is.
[[nodiscard]] std::string with_whole_program(std::string_view command);

// Joins the words of a value with blanks that stands without quotes, and says with --ssh-key and
// --ssh-dir what --key-path said.
void repair_command(ProxyCommand& command, const Directories& directories);

// One sentence for each line of the document that does not work: ssh refuses the file for it, or
// its ProxyCommand cannot run. `main_config` is what ssh has read before.
[[nodiscard]] std::vector<std::string> broken_lines(const sshconfig::Document& document,
                                                    const sshconfig::Document& main_config);

}  // namespace cloudx::hosts
