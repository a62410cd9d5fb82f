#include "features/plugin/install.hpp"

#include <fmt/format.h>

#include "os/program_link.hpp"
#include "os/program_path.hpp"

namespace cloudx::plugin {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kName = "session-manager-plugin";

}  // namespace

Result<Installed> install(const InstallRequest& request, const home::ProcessContext& context) {
  const fs::path folder =
      fs::absolute(request.folder.value_or(context.executable.parent_path())).lexically_normal();
  Installed installed{.link = folder / os::program_file_name(kName), .found = {}};
  std::error_code ignored;
  const bool is_ours = fs::equivalent(installed.link, context.executable, ignored);
  const bool is_there =
      fs::symlink_status(installed.link, ignored).type() != fs::file_type::not_found;
  if (is_there && !is_ours && !request.replace) {
    return fail(Errc::usage, fmt::format("{} is another program: --replace puts this one there",
                                         installed.link.string()));
  }
  if (!is_ours) {
    if (!fs::is_directory(folder, ignored)) {
      return fail(Errc::usage, fmt::format("there is no folder {}", folder.string()));
    }
    auto linked = os::link_program(context.executable, installed.link);
    if (!linked) return std::unexpected(linked.error());
    installed.changed = true;
  }
  const std::string path = context.environment.get("PATH").value_or("");
  installed.found = os::find_program(kName, path).value_or(fs::path());
  return installed;
}

}  // namespace cloudx::plugin
