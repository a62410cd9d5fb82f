#include "features/doctor/doctor.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/doctor_report.hpp"
#include "cli/exit_code.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/terminal.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
With a HOST, profile, region and key are those of its ProxyCommand. Nothing is changed, started or
pushed.

Example:
  cloudx-proxy doctor cloudx-dev-myserver

Exit status: 0 nothing failed; 1 something did; 2 wrong usage.)";

class DoctorCommand final : public Command {
 public:
  explicit DoctorCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const doctor::DoctorRequest& request() const { return request_; }

 private:
  doctor::DoctorRequest request_;
  bool json_ = false;
};

}  // namespace

DoctorCommand::DoctorCommand(CLI::App& options) {
  add_optional(options, "HOST", request_.host, "",
               "host name of the ssh config, or an instance id");
  options.add_flag("--json", json_,
                   "an array of objects with name, status (ok, skipped, warn, fail), text, remedy");
  add_account_options(options, request_.account);
  add_location_options(options, request_.locations);
  add_owner_option(options, request_.owner_tag);
  options.footer(kFooter);
}

int DoctorCommand::run(const home::ProcessContext& context) {
  TerminalProgress progress = terminal_progress();
  const auto findings = doctor::examine(request_, context, ask_mfa_code, progress);
  progress.done();
  if (!findings) {
    progress.report(findings.error().message);
    return exit_code(findings.error());
  }
  const Colour colour = Colour::of_stream(os::StandardStream::output, context.environment);
  const std::string text = json_ ? doctor_json(*findings) : doctor_text(*findings, colour);
  std::fputs(text.c_str(), stdout);
  const bool failed = std::ranges::find(*findings, doctor::Status::fail,
                                        &doctor::Finding::status) != findings->end();
  return failed ? kFailure : kSuccess;
}

std::unique_ptr<Command> make_doctor(CLI::App& options) {
  return std::make_unique<DoctorCommand>(options);
}

}  // namespace cloudx::cli
