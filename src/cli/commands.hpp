#pragma once
// All commands of the program. Each has a file of its own in cli/commands, which makes it.

#include <memory>
#include <span>

#include "cli/command.hpp"

namespace cloudx::cli {

// A command, a group of commands, or a command that has others below it.
struct CommandEntry {
  const char* name = nullptr;
  const char* about = nullptr;  // a clause for the list of commands
  // Declares the command's options. Null: it is a group.
  std::unique_ptr<Command> (*make)(CLI::App& options) = nullptr;
  std::span<const CommandEntry> members = {};
  const char* footer = nullptr;  // of a group's help
  bool has_trailing = false;     // a command for elsewhere stands behind its first argument
};

// In the order of the program's help. A name that begins with "__" is hidden there.
[[nodiscard]] std::span<const CommandEntry> all_commands();

std::unique_ptr<Command> make_setup(CLI::App& options);
std::unique_ptr<Command> make_list(CLI::App& options);
std::unique_ptr<Command> make_status(CLI::App& options);
std::unique_ptr<Command> make_start(CLI::App& options);
std::unique_ptr<Command> make_stop(CLI::App& options);
std::unique_ptr<Command> make_doctor(CLI::App& options);
std::unique_ptr<Command> make_login(CLI::App& options);
std::unique_ptr<Command> make_logout(CLI::App& options);
std::unique_ptr<Command> make_cleanup(CLI::App& options);
std::unique_ptr<Command> make_migrate(CLI::App& options);
std::unique_ptr<Command> make_connect(CLI::App& options);
std::unique_ptr<Command> make_forward(CLI::App& options);
std::unique_ptr<Command> make_forward_list(CLI::App& options);
std::unique_ptr<Command> make_forward_stop(CLI::App& options);
std::unique_ptr<Command> make_shell(CLI::App& options);
std::unique_ptr<Command> make_exec(CLI::App& options);
std::unique_ptr<Command> make_plugin_install(CLI::App& options);
std::unique_ptr<Command> make_completion(CLI::App& options);
std::unique_ptr<Command> make_complete(CLI::App& options);
std::unique_ptr<Command> make_manual(CLI::App& options);
std::unique_ptr<Command> make_relay_connect(CLI::App& options);
std::unique_ptr<Command> make_relay_forward(CLI::App& options);
std::unique_ptr<Command> make_relay_install(CLI::App& options);
std::unique_ptr<Command> make_relay_status(CLI::App& options);
std::unique_ptr<Command> make_relay_terminate(CLI::App& options);
std::unique_ptr<Command> make_serve(CLI::App& options);
std::unique_ptr<Command> make_keygen(CLI::App& options);
std::unique_ptr<Command> make_endpoint(CLI::App& options);
std::unique_ptr<Command> make_deploy(CLI::App& options);
std::unique_ptr<Command> make_destroy(CLI::App& options);
std::unique_ptr<Command> make_template(CLI::App& options);

}  // namespace cloudx::cli
