#include "features/relay/connect/connect.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/proxy_command.hpp"
#include "cli/relay_options.hpp"
#include "features/relay/connect/relay_connect_request.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Asks the service for the machine's relay, waits until the machine has come there, too, and joins it.
With --local a direct connection is tried for two seconds before that. A relay that was launched for
nothing is ended again; one that was used ends itself when the last client has left.

Example:
  # ~/.ssh/config
  Host my-mac
    ProxyCommand cloudx-proxy relay connect --api-url https://r.example --api-key-file ~/.ssh/%h.key

Exit status: 0 the connection ended; 255 no connection, or it was lost; 2 wrong usage.
stdout carries the connection's bytes and nothing else.)";

class RelayConnectCommand final : public Command {
 public:
  explicit RelayConnectCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::RelayConnectRequest request_;
  MessageOptions messages_;
};

}  // namespace

RelayConnectCommand::RelayConnectCommand(CLI::App& options) {
  add_relay_options(options, request_.client);
  add_identity_option(options, request_.client);
  add_optional(options, "--local", request_.local, "HOST[:PORT]",
               "try this address first, without a relay");
  options
      .add_option_function<unsigned>(
          "--timeout", [this](unsigned value) { request_.timeout = std::chrono::seconds(value); },
          "seconds until the connection must stand, the relay's boot included [300]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 86400U).description(""));
  add_message_options(options, messages_);
  options.footer(kFooter);
}

int RelayConnectCommand::run(const home::ProcessContext& context) {
  return run_proxy_command(messages_, context, [&](Progress& progress) {
    warn_of_key_file(request_.client, context, progress);
    return relay::run_connect(request_, context, progress);
  });
}

std::unique_ptr<Command> make_relay_connect(CLI::App& options) {
  return std::make_unique<RelayConnectCommand>(options);
}

}  // namespace cloudx::cli
