#include "os/program_link.hpp"

#include <fmt/format.h>

namespace cloudx::os {

std::string program_file_name(std::string_view name) {
  return std::string(name);
}

// Under another name first: at no moment is there none.
Result<void> link_program(const std::filesystem::path& program, const std::filesystem::path& link) {
  std::filesystem::path made = link;
  made += ".new";
  std::error_code error;
  std::filesystem::remove(made, error);
  std::filesystem::create_symlink(program, made, error);
  if (!error) std::filesystem::rename(made, link, error);
  if (error) return fail(Errc::io, fmt::format("{}: {}", link.string(), error.message()));
  return {};
}

}  // namespace cloudx::os
