#include "features/relay/service/serve.hpp"

#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "base/version.hpp"
#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/service_log.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Needs AWS credentials that may launch relays (cloudx-proxy relay deploy makes a user for it), a
master key (cloudx-proxy relay keygen), and a configuration file in TOML. The smallest one:

  [service]
  listen = "0.0.0.0:443"
  tls_certificate = "/etc/letsencrypt/live/relay.example/fullchain.pem"
  tls_key = "/etc/letsencrypt/live/relay.example/privkey.pem"

  [auth]
  master_key_file = "relay-master.key"

  [aws]
  region = "eu-west-1"

Paths are relative to the file. SIGHUP makes the service read the file, its keys and its certificate
anew; SIGTERM ends it in an orderly way. docs/relay-service.md has all settings.

Example:
  cloudx-proxy relay serve --config /etc/cloudx-proxy/relay.toml

Exit status: 0 ended by a signal; 1 failed; 2 wrong usage.)";

class ServeCommand final : public Command {
 public:
  explicit ServeCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::string config_ = "/etc/cloudx-proxy/relay.toml";
  bool check_ = false;
};

}  // namespace

ServeCommand::ServeCommand(CLI::App& options) {
  options
      .add_option("--config", config_,
                  "configuration file; /etc/cloudx-proxy/relay.toml unless given")
      ->type_name("FILE");
  options.add_flag("--check", check_,
                   "try the configuration, keys and certificate, say what is wrong, and end");
  options.footer(kFooter);
}

int ServeCommand::run(const home::ProcessContext& context) {
  ServiceLog log;
  const auto ended =
      relay::run_serve({config_, check_, std::string(this_version().number)}, context);
  return report_result(ended, log);
}

std::unique_ptr<Command> make_serve(CLI::App& options) {
  return std::make_unique<ServeCommand>(options);
}

}  // namespace cloudx::cli
