#include "home/vscode_editors.hpp"

#include <array>
#include <system_error>

#include "os/platform.hpp"
#include "os/program_path.hpp"

namespace cloudx::home {

namespace fs = std::filesystem;

namespace {

struct Edition {
  const char* name;
  const char* folder;
  const char* program;
};

// VS Code's documentation, "User settings.json location"; the other editors have a folder of their
// own beside it.
constexpr std::array<Edition, 4> kEditions = {
    {{.name = "VS Code", .folder = "Code", .program = "code"},
     {.name = "VS Code Insiders", .folder = "Code - Insiders", .program = "code-insiders"},
     {.name = "VSCodium", .folder = "VSCodium", .program = "codium"},
     {.name = "Cursor", .folder = "Cursor", .program = "cursor"}}};

fs::path settings_base(const ProcessContext& context) {
  const fs::path home = context.home;
  if (os::kIsMac) return home / "Library" / "Application Support";
  const fs::path usual = os::kIsWindows ? home / "AppData" / "Roaming" : home / ".config";
  const auto* const variable = os::kIsWindows ? "APPDATA" : "XDG_CONFIG_HOME";
  const std::string configured = context.environment.get(variable).value_or("");
  return configured.empty() ? usual : fs::path(configured);
}

bool on_path(const char* program, const ProcessContext& context) {
  return os::find_program(program, context.environment.get("PATH").value_or("")).has_value();
}

}  // namespace

std::vector<VscodeEditor> vscode_editors(const ProcessContext& context) {
  const fs::path base = settings_base(context);
  std::vector<VscodeEditor> editors;
  for (const Edition& edition : kEditions) {
    std::error_code error;
    const bool installed =
        fs::is_directory(base / edition.folder, error) || on_path(edition.program, context);
    editors.push_back({edition.name, base / edition.folder / "User" / "settings.json", installed});
  }
  return editors;
}

}  // namespace cloudx::home
