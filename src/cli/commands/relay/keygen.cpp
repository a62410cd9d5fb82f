#include <memory>
#include <optional>
#include <string>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/commands/relay/key_output.hpp"
#include "cli/common_options.hpp"
#include "features/relay/keys/key_files.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
The keys of all endpoints are derived from the master key: the service needs it, and whoever makes
key files for endpoints (cloudx-proxy relay endpoint). FILE is made for its owner alone, and never
replaces a file; without FILE the key is printed.

Example:
  cloudx-proxy relay keygen /etc/cloudx-proxy/relay-master.key

Exit status: 0 made; 1 failed; 2 wrong usage.)";

class KeygenCommand final : public Command {
 public:
  explicit KeygenCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::optional<std::string> file_;
};

}  // namespace

KeygenCommand::KeygenCommand(CLI::App& options) {
  add_optional(options, "FILE", file_, "", "where the key goes; a new file");
  options.footer(kFooter);
}

int KeygenCommand::run(const home::ProcessContext& /*context*/) {
  return put_key(relay::make_master_key_file(), file_);
}

std::unique_ptr<Command> make_keygen(CLI::App& options) {
  return std::make_unique<KeygenCommand>(options);
}

}  // namespace cloudx::cli
