#pragma once
// The program's configuration as a command finds it: its file, and the environment.

#include <filesystem>
#include <string>
#include <vector>

#include "aws/core/environment.hpp"
#include "base/error.hpp"
#include "config/parse.hpp"
#include "config/values.hpp"

namespace cloudx::config {

struct Configuration {
  std::filesystem::path file;  // where it is looked for; empty: nowhere
  bool is_there = false;
  Sections sections;
  Values environment;               // CLOUDX_REASON and the like
  std::vector<std::string> faults;  // whole sentences, with file and line; what they are about is
                                    // left out above
};

// CLOUDX_CONFIG, which may be "none"; else cloudx-proxy/config in XDG_CONFIG_HOME (~/.config), on
// Windows in APPDATA. `home` is absolute.
[[nodiscard]] std::filesystem::path file_path(const aws::Environment& environment,
                                              const std::string& home);

// Nothing but one attempt to open it where the file is not there. Errc::configuration for a file
// that others may write, or that belongs to another user than this one and root, as ssh has it with
// its own (ssh_config(5), FILES).
[[nodiscard]] Result<Configuration> load(const aws::Environment& environment,
                                         const std::string& home);

// The same, where the first fault is an error (Errc::configuration).
[[nodiscard]] Result<Configuration> load_whole(const aws::Environment& environment,
                                               const std::string& home);

}  // namespace cloudx::config
