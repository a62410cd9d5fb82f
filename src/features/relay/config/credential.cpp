#include "features/relay/config/credential.hpp"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::relay {

namespace {

constexpr std::size_t kMaxSize = 1U << 20;

// "" without credentials.
std::string path_of(const std::string& credential, const aws::Environment& environment) {
  const auto folder = environment.get("CREDENTIALS_DIRECTORY");
  return folder ? fmt::format("{}/{}", *folder, credential) : "";
}

}  // namespace

Result<TextOf> read_file_or_credential(const std::string& file, const std::string& credential,
                                       const aws::Environment& environment) {
  Result<std::string> text;
  if (!file.empty()) {
    text = os::read_file(file, kMaxSize);
    if (text) return TextOf{file, std::move(*text)};
  }
  if (!has_credential(credential, environment)) {
    if (!file.empty()) return std::unexpected(text.error());
    return TextOf{};
  }
  const std::string path = path_of(credential, environment);
  auto given = os::read_file(path, kMaxSize);
  if (!given) return std::unexpected(given.error());
  return TextOf{path, std::move(*given)};
}

bool has_credential(const std::string& credential, const aws::Environment& environment) {
  const std::string path = path_of(credential, environment);
  std::error_code error;
  return !path.empty() && std::filesystem::exists(path, error);
}

}  // namespace cloudx::relay
