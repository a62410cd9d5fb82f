#include "features/doctor/doctor.hpp"

#include <iterator>
#include <memory>
#include <stop_token>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/main_loop.hpp"
#include "aws/clients/clients.hpp"
#include "config/load.hpp"
#include "features/doctor/account_checks.hpp"
#include "features/doctor/aws_probe.hpp"
#include "features/doctor/diagnosis_target.hpp"
#include "features/doctor/endpoint_probe.hpp"
#include "features/doctor/include_check.hpp"
#include "features/doctor/key_facts.hpp"
#include "features/doctor/plugin_checks.hpp"
#include "features/doctor/remedy_commands.hpp"
#include "features/doctor/ssh_probe.hpp"
#include "features/doctor/vscode_checks.hpp"
#include "home/ssh_options.hpp"
#include "home/vscode_editors.hpp"
#include "os/file.hpp"
#include "os/program_path.hpp"

namespace cloudx::doctor {

using boost::asio::awaitable;

namespace {

class Examination {
 public:
  Examination(const DoctorRequest& request, const home::ProcessContext& context,
              aws::AskMfaCode ask_mfa_code, Progress& progress)
      : request_(request),
        context_(context),
        ask_mfa_code_(std::move(ask_mfa_code)),
        progress_(progress) {}

  awaitable<Result<void>> run(std::stop_token stop) {
    const async::Deadline deadline{std::chrono::steady_clock::time_point::max(), stop};
    co_await find_subject(deadline);
    co_await examine_account(deadline);
    co_await examine_key(deadline);
    examine_ssh_config();
    examine_vscode();
    examine_plugin();
    if (stop.stop_requested()) co_return fail(Errc::interrupted, "interrupted");
    co_return Result<void>{};
  }

  std::vector<Finding> take_findings() { return std::move(findings_); }

 private:
  void add(Finding finding) { findings_.push_back(std::move(finding)); }
  void add(std::vector<Finding> more) {
    findings_.insert(findings_.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
  }

  awaitable<void> find_subject(async::Deadline deadline) {
    std::optional<SshView> view;
    if (request_.host && !is_instance_id(*request_.host)) {
      auto asked = co_await ask_ssh(*request_.host, home::ssh_options(context_), deadline);
      if (asked) {
        view = std::move(*asked);
      } else {
        add(failure("ssh config", asked.error().message, "correct that line"));
      }
    }
    target_ = make_diagnosis_target(request_, context_, std::move(view));
    home::ProcessContext called = context_;
    called.program = target_.program;
    locations_ = home::find_locations(target_.locations, called);
  }

  awaitable<void> examine_account(async::Deadline deadline) {
    add(check_configuration(config::load(context_.environment, context_.home)));
    const auto account = home::find_account(target_.account, locations_.default_profile, context_);
    if (!account) {
      examine_aws_files();
      add(check_profile(account, setup_of_profile()));
      co_return;
    }
    const aws::Settings& settings = account->settings;
    add(check_aws_file(AwsFile::config, os::look_at(settings.config_file)));
    add(check_aws_file(AwsFile::credentials, os::look_at(settings.credentials_file)));
    for (const std::string& text : settings.warnings) {
      add(warning("AWS files", text, "correct that line: it is passed over"));
    }
    add(check_profile(account, setup_of_profile()));
    add(check_region(*account));
    co_await examine_network(*account, deadline);
  }

  // Of an account that cannot be had: the fault may be theirs.
  void examine_aws_files() {
    const std::filesystem::path aws = std::filesystem::path(context_.home) / ".aws";
    const auto file = [&](const char* variable, const char* name) {
      if (target_.account.aws_env) return aws / "aws-envs" / *target_.account.aws_env / name;
      const auto named = context_.environment.get(variable);
      return named ? os::expand_tilde(*named, context_.home) : aws / name;
    };
    add(check_aws_file(AwsFile::config, os::look_at(file("AWS_CONFIG_FILE", "config"))));
    add(check_aws_file(AwsFile::credentials,
                       os::look_at(file("AWS_SHARED_CREDENTIALS_FILE", "credentials"))));
  }

  // The profile that was looked for, by whatever named it.
  [[nodiscard]] std::string setup_of_profile() const {
    DiagnosisTarget target = target_;
    for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
      if (!target.account.profile) target.account.profile = context_.environment.get(variable);
    }
    return setup_command(target, context_);
  }

  awaitable<void> examine_network(const home::Account& account, async::Deadline deadline) {
    progress_.status("connecting to the services", false);
    const auto endpoints = co_await probe_endpoints(account.settings, deadline);
    for (const EndpointFacts& facts : endpoints) add(check_endpoint(facts, account.region()));
    auto clients =
        aws::Clients::make(account.settings, context_.environment, std::move(ask_mfa_code_));
    if (!clients) {
      add(check_credentials(std::unexpected(clients.error()), account));
      co_return;
    }
    progress_.status("asking AWS", false);
    AwsProbe aws(**clients, target_, account, endpoints);
    auto found = co_await aws.run(deadline);
    add(std::move(found));
  }

  awaitable<void> examine_key(async::Deadline deadline) {
    std::string agent;
    if (target_.view) agent = target_.view->get("identityagent").value_or("");
    if (agent == "SSH_AUTH_SOCK") agent.clear();
    auto facts = co_await gather_key_facts(locations_, agent, deadline);
    facts.setup = setup_command(target_, context_);
    add(check_key_directory(facts));
    add(check_public_key(facts));
    add(check_private_key(facts));
  }

  void examine_ssh_config() {
    const sshconfig::DiskFiles files;
    const std::filesystem::path home = context_.home;
    if (!request_.host || !target_.host.empty()) {
      add(check_include({.main_config = home / ".ssh" / "config",
                         .our_config = locations_.ssh_config,
                         .home = home,
                         .setup = setup_command(target_, context_),
                         .host = target_.host},
                        files));
    }
    if (target_.view) add(probe_ssh(target_, locations_, context_));
  }

  void examine_vscode() {
    const std::filesystem::path home = context_.home;
    bool any = false;
    for (const home::VscodeEditor& editor : home::vscode_editors(context_)) {
      auto settings = os::read_file(editor.settings);
      if (!settings && settings.error().kind == Errc::not_found) continue;
      any = true;
      add(check_vscode({.editor = editor.name,
                        .file = editor.settings,
                        .content = std::move(settings),
                        .main_config = home / ".ssh" / "config",
                        .our_config = locations_.ssh_config,
                        .home = home,
                        .host = target_.host}));
    }
    if (!any) add(skipped("VS Code settings", "VS Code has none on this machine"));
  }

  void examine_plugin() {
    const std::string path = context_.environment.get("PATH").value_or("");
    PluginFacts facts;
    facts.has_aws = os::find_program("aws", path).has_value();
    facts.found = os::find_program("session-manager-plugin", path).value_or("");
    std::error_code ignored;
    facts.is_ours = std::filesystem::equivalent(facts.found, context_.executable, ignored);
    if (auto finding = check_plugin(facts)) add(std::move(*finding));
  }

  const DoctorRequest& request_;
  const home::ProcessContext& context_;
  aws::AskMfaCode ask_mfa_code_;
  Progress& progress_;
  DiagnosisTarget target_;
  home::Locations locations_;
  std::vector<Finding> findings_;
};

}  // namespace

Result<std::vector<Finding>> examine(const DoctorRequest& request,
                                     const home::ProcessContext& context,
                                     aws::AskMfaCode ask_mfa_code, Progress& progress) {
  Examination examination(request, context, std::move(ask_mfa_code), progress);
  const auto ended = async::run_to_end(
      [&](const boost::asio::any_io_executor&, std::stop_token stop) -> awaitable<Result<void>> {
        return examination.run(std::move(stop));
      });
  if (!ended) return std::unexpected(ended.error());
  return examination.take_findings();
}

}  // namespace cloudx::doctor
