#include "features/setup/setup.hpp"

#include <array>

#include <fmt/format.h>

#include "features/setup/access_step.hpp"
#include "features/setup/files_step.hpp"
#include "features/setup/instance_step.hpp"
#include "features/setup/key_step.hpp"
#include "features/setup/names.hpp"
#include "features/setup/profile_step.hpp"
#include "features/setup/proxy_options.hpp"
#include "home/ssh_options.hpp"
#include "hosts/tiers.hpp"
#include "instances/owner.hpp"
#include "instances/target.hpp"
#include "sshconfig/files.hpp"
#include "sshconfig/include.hpp"

namespace cloudx::setup {

namespace {

std::string prefix_of(const SetupRequest& request, const home::ProcessContext& context) {
  const std::string called = context.program == "cloudX-proxy" ? "cloudX" : "cloudx";
  return request.prefix.value_or(called);
}

// What can be said of the options before anything is asked or sent.
Result<void> check_options(const SetupRequest& request, const home::ProcessContext& context) {
  Result<void> good = check_name("prefix", prefix_of(request, context));
  if (good && request.environment) good = check_name("environment", *request.environment);
  if (good && request.hostname) good = check_name("host name", *request.hostname);
  if (good && request.os_user) good = instances::check_os_user(*request.os_user);
  // Anything else may be a name.
  if (good && request.instance && request.instance->starts_with("i-")) {
    const auto target = instances::parse_target(*request.instance, "22");
    if (!target) return std::unexpected(target.error());
  }
  return good;
}

// With Includes in a circle ssh refuses everything, whatever is written.
Result<void> check_configs(const home::Locations& locations, const home::ProcessContext& context) {
  const sshconfig::DiskFiles files;
  const std::filesystem::path home = context.home;
  auto good = sshconfig::check_includes(home / ".ssh" / "config", home, files);
  return good ? sshconfig::check_includes(locations.ssh_config, home, files) : good;
}

Result<Existing> settle_existing(const FilesRequest& files, Questions& questions, Report& report) {
  const auto different = differences(files);
  if (!different) return std::unexpected(different.error());
  if (different->empty()) return Existing::keep;
  if (files.setup.existing) return *files.setup.existing;
  report.warn(fmt::format("the environment {} is configured already, otherwise:",
                          files.host.environment.environment));
  for (const std::string& difference : *different) report.text("    " + difference);
  if (!questions.interactive()) {
    report.text("    this host gets settings of its own (--existing says otherwise)");
    return Existing::host;
  }
  const std::vector<std::string> lines = {
      "settings of its own for this host; the environment stays as it is",
      "use the environment as it is", "change the environment, for all of its hosts"};
  const auto chosen =
      questions.choose({.text = "What to do", .option = "--existing", .lines = lines, .preset = 0});
  if (!chosen) return std::unexpected(chosen.error());
  return std::array{Existing::host, Existing::keep, Existing::override}.at(*chosen);
}

}  // namespace

Result<void> run(const SetupRequest& request, const home::ProcessContext& context,
                 Questions& questions, Report& report, const aws::AskMfaCode& ask_mfa_code) {
  if (auto good = check_options(request, context); !good) return good;
  const home::Locations locations = find_locations(request.locations, context);
  if (auto good = check_configs(locations, context); !good) return good;

  report.heading("AWS profile");
  const auto profile = settle_profile(request, context, questions, report, ask_mfa_code);
  if (!profile) return std::unexpected(profile.error());

  report.heading("Instance");
  const auto instance = settle_instance(request, *profile, questions, report);
  if (!instance) return std::unexpected(instance.error());

  report.heading("SSH key");
  const auto key = settle_key(request, locations, context, questions, report);
  if (!key) return std::unexpected(key.error());

  report.heading("SSH config");
  FilesRequest files{
      .setup = request, .context = context, .locations = locations, .host = {}, .editors = {}};
  files.host.environment.prefix = prefix_of(request, context);
  files.host.environment.environment = instance->environment;
  files.host.environment.identity_file = key->identity_file;
  files.host.environment.identity_agent = key->identity_agent;
  files.host.environment.proxy_command =
      proxy_command(request.account, profile->account.region(), request.locations, context);
  if (request.owner_tag && *request.owner_tag != instances::kOwnerTag) {
    files.host.environment.proxy_command.set_option("--owner-tag", *request.owner_tag);
  }
  files.host.name = instance->host;
  files.host.instance_id = instance->id;
  files.host.control_home = home::longer_home(context);
  if (request.os_user != "ec2-user") files.host.os_user = request.os_user;
  const auto existing = settle_existing(files, questions, report);
  if (!existing) return std::unexpected(existing.error());
  files.existing = *existing;
  if (request.vscode) {
    auto editors = settle_editors(files, questions, report);
    if (!editors) return std::unexpected(editors.error());
    files.editors = std::move(*editors);
  }
  if (auto written = write_files(files, report); !written) return written;
  const std::string host =
      hosts::host_alias(files.host.environment.prefix, instance->environment, instance->host);
  if (request.dry_run) return {};
  report.heading("Connection");
  return check_access(host, context, questions, report);
}

}  // namespace cloudx::setup
