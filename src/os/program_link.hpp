#pragma once
// A second name for a program.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::os {

// The file name of a program that is called `name` here: with ".exe" on Windows.
[[nodiscard]] std::string program_file_name(std::string_view name);

// `link` becomes another name of `program`, in place of a file that is there: a symbolic link, and
// on Windows, where those need a privilege, a hard link. Errc::io.
[[nodiscard]] Result<void> link_program(const std::filesystem::path& program,
                                        const std::filesystem::path& link);

}  // namespace cloudx::os
