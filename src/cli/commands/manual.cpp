#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/version.hpp"
#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/manual_page.hpp"
#include "os/file.hpp"

namespace cloudx::cli {

namespace {

constexpr auto kPageAccess = os::FileAccess::readable_if_new;

// Hidden: the build calls it to make the manual pages.
class ManualCommand final : public Command {
 public:
  explicit ManualCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::string folder_;
  std::string date_;
};

}  // namespace

ManualCommand::ManualCommand(CLI::App& options) {
  options.group("");
  options.add_option("DIR", folder_, "an existing folder")->required();
  options.add_option("DATE", date_, "what the pages are dated with, 2026-01-31")->required();
}

int ManualCommand::run(const home::ProcessContext& /*context*/) {
  const std::filesystem::path folder = folder_;
  const ProgramText program = program_text();
  const Edition edition{.version = this_version().number, .date = date_};
  auto written = os::write_file_atomically(folder / "cloudx-proxy.1",
                                           program_page(program, edition), kPageAccess);
  for (const CommandText* command : all_commands(program)) {
    if (!written) break;
    written = os::write_file_atomically(folder / (page_name(*command) + ".1"),
                                        command_page(*command, edition), kPageAccess);
  }
  if (written) return kSuccess;
  fmt::print(stderr, "cloudx-proxy: {}\n", written.error().message);
  return kFailure;
}

std::unique_ptr<Command> make_manual(CLI::App& options) {
  return std::make_unique<ManualCommand>(options);
}

}  // namespace cloudx::cli
