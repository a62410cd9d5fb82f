#pragma once
// Commands that remedies name: as they have to be typed, with everything that is not a default.

#include <filesystem>
#include <string>
#include <string_view>

#include "features/doctor/diagnosis_target.hpp"
#include "home/process_context.hpp"
#include "os/file_facts.hpp"

namespace cloudx::doctor {

// One word of a shell command.
[[nodiscard]] std::string typed(const std::filesystem::path& path);

// "mkdir FOLDER", with those above it, for the user alone.
[[nodiscard]] std::string make_folder(const std::filesystem::path& path);

// "mv FILE FILE.old".
[[nodiscard]] std::string move_away(const std::filesystem::path& path);

// "chmod 600 FILE"; of somebody else's file its owner is changed first.
[[nodiscard]] std::string set_mode(const os::FileFacts& file, std::string_view mode);

// "cloudx-proxy setup" with the profile, AWS environment and key that are examined.
[[nodiscard]] std::string setup_command(const DiagnosisTarget& target,
                                        const home::ProcessContext& context);

// "cloudx-proxy cleanup" of the file in which the host's ProxyCommand stands. The spelling of its
// name stays.
[[nodiscard]] std::string cleanup_command(const DiagnosisTarget& target,
                                          const std::filesystem::path& our_config,
                                          const home::ProcessContext& context);

}  // namespace cloudx::doctor
