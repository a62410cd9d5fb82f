#include "os/program_link.hpp"

#include <fmt/format.h>

namespace cloudx::os {

std::string program_file_name(std::string_view name) {
  return std::string(name) + ".exe";
}

Result<void> link_program(const std::filesystem::path& program, const std::filesystem::path& link) {
  std::error_code error;
  std::filesystem::remove(link, error);
  if (!error) std::filesystem::create_hard_link(program, link, error);
  if (error) return fail(Errc::io, fmt::format("{}: {}", link.string(), error.message()));
  return {};
}

}  // namespace cloudx::os
