#pragma once
// VS Code's Remote-SSH, and that of the editors made of it: which ssh config they are to read, and
// how long they wait. A file that the user has chosen stays where it finds the host already.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "features/setup/questions.hpp"
#include "features/setup/report.hpp"
#include "home/vscode_editors.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::setup {

struct VscodeRequest {
  std::filesystem::path home;
  std::filesystem::path own_config;   // where the host stands
  std::filesystem::path main_config;  // ~/.ssh/config
  std::string host;                   // the name that ssh knows it by
  std::string instance_id;
};

struct VscodeChange {
  home::VscodeEditor editor;
  std::optional<std::string> config_file;  // nothing: it stays as it is
  std::optional<std::string> replaced;     // what stood there, where that is taken away
};

enum class ConfigFileVerdict : std::uint8_t {
  good,     // the editor finds the host
  unset,    // nothing is told it, and there is nothing that it reads now
  missing,  // it names a file that is not there
  another,  // it names a file that does not have the host
};

// `settings`: the text of settings.json; `after`: the file system after this run, but for the
// settings.
[[nodiscard]] ConfigFileVerdict judge_config_file(const std::string& settings,
                                                  const VscodeRequest& request,
                                                  const sshconfig::Files& after);

// VS Code, and of the others those that are installed. Asks before a file is taken away; where
// nobody can be asked it is taken away. Errors: those of Questions; io.
[[nodiscard]] Result<std::vector<VscodeChange>> settle_vscode(
    const VscodeRequest& request, const std::vector<home::VscodeEditor>& editors,
    const sshconfig::Files& after, Questions& questions, Report& report);

// What was taken away, and how to get it back.
void tell_replaced(const VscodeRequest& request, const std::vector<VscodeChange>& changes,
                   Report& report);

}  // namespace cloudx::setup
