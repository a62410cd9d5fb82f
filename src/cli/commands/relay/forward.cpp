#include "features/relay/forward/forward.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/exit_code.hpp"
#include "cli/relay_options.hpp"
#include "cli/service_log.hpp"
#include "features/relay/forward/forward_request.hpp"
#include "os/file.hpp"
#include "os/line_log.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Waits until a relay is launched for this machine and offers its SSH port there, and nothing else of
it, until the relay is over. Runs until it is told to stop (SIGTERM); lines for the journal go to
stderr. cloudx-proxy relay install makes a service of it.

Example:
  cloudx-proxy relay forward --api-url https://relay.example.com \
    --api-key-file /etc/cloudx-proxy/my-mac.key --identity /etc/cloudx-proxy/proxy

Exit status: 0 it was stopped; 1 failed to start; 2 wrong usage.)";

class RelayForwardCommand final : public Command {
 public:
  explicit RelayForwardCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::ForwardRequest request_;
  std::optional<std::string> log_file_;
};

}  // namespace

RelayForwardCommand::RelayForwardCommand(CLI::App& options) {
  add_relay_options(options, request_.client);
  add_identity_option(options, request_.client);
  options.add_option("--ssh-port", request_.ssh_port, "SSH port of this machine [22]")
      ->type_name("PORT")
      ->check(CLI::Range(1U, 65535U).description(""));
  options
      .add_option_function<unsigned>(
          "--poll-interval",
          [this](unsigned value) { request_.poll_interval = std::chrono::seconds(value); },
          "seconds between questions to a version 1 service [300]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 86400U).description(""));
  add_optional(options, "--log-file", log_file_, "FILE", "where its lines go [stderr]");
  options.footer(kFooter);
}

int RelayForwardCommand::run(const home::ProcessContext& context) {
  auto lines = log_file_ ? os::LineLog::append_to(os::expand_tilde(*log_file_, context.home))
                         : Result<os::LineLog>(os::StandardStream::error);
  if (!lines) {
    ServiceLog().report(fmt::format("--log-file {}: {}", *log_file_, lines.error().message));
    return kUsage;
  }
  ServiceLog log(std::move(*lines));
  warn_of_key_file(request_.client, context, log);
  const auto ended = relay::run_forward(request_, context, log);
  if (ended || ended.error().kind == Errc::interrupted) return kSuccess;
  log.report(ended.error().message);
  return exit_code(ended.error());
}

std::unique_ptr<Command> make_relay_forward(CLI::App& options) {
  return std::make_unique<RelayForwardCommand>(options);
}

}  // namespace cloudx::cli
