#include "hosts/own_config.hpp"

#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;

Result<std::string> read_own_config(const fs::path& file) {
  Result<std::string> text = os::read_file(file);
  if (!text && text.error().kind == Errc::not_found) {
    return fail(
        Errc::not_found,
        fmt::format("there is no {}: cloudx-proxy setup makes it, --ssh-config names another",
                    file.string()));
  }
  return text;
}

}  // namespace cloudx::hosts
