#include "features/setup/vscode_step.hpp"

#include <system_error>

#include <fmt/format.h>

#include "home/home_path.hpp"
#include "home/vscode_settings.hpp"
#include "os/file.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/resolve.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::setup {

namespace fs = std::filesystem;

namespace {

// Whether it says anything at all of its own, to ssh.
bool says_something(const std::string& ssh_config) {
  const sshconfig::Document document = sshconfig::parse(ssh_config);
  for (const sshconfig::Line& line : document.preamble) {
    if (line.kind == sshconfig::LineKind::directive) return true;
  }
  return !document.blocks.empty();
}

bool finds_host(const fs::path& file, const VscodeRequest& request, const sshconfig::Files& after) {
  const auto text = after.read(file);
  if (!text) return false;
  const auto resolved =
      sshconfig::resolve(sshconfig::parse(*text), request.host, request.home, after);
  return resolved.value("hostname") == request.instance_id;
}

Result<std::string> read_settings(const fs::path& file) {
  auto text = os::read_file(file);
  if (!text && text.error().kind == Errc::not_found) return std::string();
  return text;
}

std::string include_line(const VscodeRequest& request) {
  return "Include " + sshconfig::quoted_word(request.own_config.generic_string());
}

// Whether the user's file is to be replaced by ours.
Result<bool> may_replace(const VscodeRequest& request, const home::VscodeEditor& editor,
                         const std::string& present, Questions& questions, Report& report) {
  if (!questions.interactive()) return true;
  report.warn(fmt::format("{} reads {}, which does not have {} ({} in {})", editor.name, present,
                          request.host, home::kVscodeConfigFile, editor.settings.string()));
  const auto replace = questions.confirm(
      fmt::format("Have it read {} instead? Hosts that stand in {} alone are hidden then",
                  request.own_config.string(), present),
      false);
  if (replace && !*replace) {
    report.text(fmt::format("    it stays: {} finds the host with the first line  {}  in {}",
                            editor.name, include_line(request), present));
  }
  return replace;
}

Result<VscodeChange> settle_editor(const VscodeRequest& request, const home::VscodeEditor& editor,
                                   const sshconfig::Files& after, Questions& questions,
                                   Report& report) {
  VscodeChange change{.editor = editor, .config_file = {}, .replaced = {}};
  const auto settings = read_settings(editor.settings);
  if (!settings) return std::unexpected(settings.error());
  const auto verdict = judge_config_file(*settings, request, after);
  if (verdict == ConfigFileVerdict::good) return change;
  const std::string present = home::remote_ssh_config(*settings).value_or("");
  if (verdict == ConfigFileVerdict::another) {
    const auto replace = may_replace(request, editor, present, questions, report);
    if (!replace) return std::unexpected(replace.error());
    if (!*replace) return change;
  }
  change.config_file = request.own_config.string();
  if (!present.empty()) change.replaced = present;
  return change;
}

}  // namespace

ConfigFileVerdict judge_config_file(const std::string& settings, const VscodeRequest& request,
                                    const sshconfig::Files& after) {
  const auto written = home::remote_ssh_config(settings);
  if (!written) {
    // ~/.ssh/config includes ours after this run. Were it hidden, all else in it would be, too.
    const sshconfig::DiskFiles now;
    const bool used = says_something(now.read(request.main_config).value_or(""));
    return used ? ConfigFileVerdict::good : ConfigFileVerdict::unset;
  }
  const fs::path file = home::expand_home(*written, request.home);
  if (finds_host(file, request, after)) return ConfigFileVerdict::good;
  std::error_code error;
  return fs::exists(file, error) ? ConfigFileVerdict::another : ConfigFileVerdict::missing;
}

Result<std::vector<VscodeChange>> settle_vscode(const VscodeRequest& request,
                                                const std::vector<home::VscodeEditor>& editors,
                                                const sshconfig::Files& after, Questions& questions,
                                                Report& report) {
  std::vector<VscodeChange> changes;
  for (const home::VscodeEditor& editor : editors) {
    // VS Code itself was asked for by name.
    if (!editor.installed && &editor != &editors.front()) continue;
    auto change = settle_editor(request, editor, after, questions, report);
    if (!change) return std::unexpected(change.error());
    changes.push_back(std::move(*change));
  }
  return changes;
}

void tell_replaced(const VscodeRequest& request, const std::vector<VscodeChange>& changes,
                   Report& report) {
  for (const VscodeChange& change : changes) {
    if (!change.replaced) continue;
    report.warn(fmt::format(
        "{} read {} before, and does not show the hosts that stand there alone\n"
        "    to get them back: put the line  {}  at the top of that file, and in {} set\n"
        "    \"{}\": \"{}\"",
        change.editor.name, *change.replaced, include_line(request),
        change.editor.settings.string(), home::kVscodeConfigFile, *change.replaced));
  }
}

}  // namespace cloudx::setup
