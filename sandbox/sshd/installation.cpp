#include "sandbox/sshd/installation.hpp"

#include <cstdlib>
#include <string_view>
#include <unistd.h>

#include <fmt/format.h>

namespace cloudx::sandbox {

namespace fs = std::filesystem;

namespace {

bool executable(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// build/release/bin/cloudx-sandbox finds build/openssh.
std::optional<fs::path> find_beside_program() {
  std::error_code error;
  fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (int levels = 0; !error && levels < 4 && folder.has_relative_path(); ++levels) {
    fs::path candidate = folder / "openssh/usr/sbin/sshd";
    if (executable(candidate)) return candidate;
    folder = folder.parent_path();
  }
  return std::nullopt;
}

}  // namespace

std::optional<fs::path> find_in_path(const std::string& program) {
  const std::string path = environment("PATH");
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    fs::path candidate = fs::path(rest.substr(0, colon)) / program;
    if (candidate.is_absolute() && executable(candidate)) return candidate;
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return std::nullopt;
}

Result<fs::path> find_sshd(const std::string& given) {
  if (!given.empty()) {
    if (executable(given)) return fs::absolute(given);
    return fail(Errc::not_found, fmt::format("--sshd {}: no such program", given));
  }
  if (auto found = find_in_path("sshd")) return *found;
  if (executable("/usr/sbin/sshd")) return "/usr/sbin/sshd";
  const std::string named = environment("CLOUDX_SSHD");
  if (executable(named)) return fs::absolute(named);
  if (auto found = find_beside_program()) return *found;
  return fail(
      Errc::not_found,
      "no OpenSSH server program (sshd) found; run scripts/setup, which unpacks one without "
      "installing it, or name one with --sshd PATH");
}

}  // namespace cloudx::sandbox
