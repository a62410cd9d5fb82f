#pragma once
// What connect takes where its command line does not say: it depends on the name that the program
// is called by and on which directories there are. A ProxyCommand that gets another program, or
// whose directory moves, needs the options that keep its meaning.

#include <filesystem>
#include <string>
#include <string_view>

#include "hosts/proxy_command.hpp"

namespace cloudx::hosts {

struct ProgramDefaults {
  std::string name;                 // of the AWS profile and of the key
  std::filesystem::path directory;  // of the keys

  bool operator==(const ProgramDefaults&) const = default;
};

// Which of the two directories there are.
struct Directories {
  std::filesystem::path ssh;  // ~/.ssh
  bool cloud_x = false;       // ~/.ssh/cloudX
  bool vscode = false;        // ~/.ssh/vscode
};

[[nodiscard]] Directories find_directories(const std::filesystem::path& home);

// As the command finds them now: this program by its name, its predecessor (through uvx) by the
// directories alone.
[[nodiscard]] ProgramDefaults defaults_of(const ProxyCommand& command,
                                          const Directories& directories);

// Adds --profile, --ssh-key and --ssh-dir where the command relied on a default that changes.
void keep_defaults(ProxyCommand& command, const ProgramDefaults& before,
                   const ProgramDefaults& after);

// Takes out a --ssh-key and a --ssh-dir that say what the program takes without them.
void drop_defaults(ProxyCommand& command, const ProgramDefaults& defaults);

}  // namespace cloudx::hosts
