#include "os/file.hpp"

#include <fmt/format.h>

#include "os/staged_file.hpp"
#include "os/windows/access_list.hpp"
#include "os/windows/open_file.hpp"

namespace cloudx::os {

namespace {

std::unexpected<Error> read_error(const std::filesystem::path& path, DWORD number) {
  return fail(is_missing(number) ? Errc::not_found : Errc::io,
              fmt::format("cannot read {}: {}", path.string(), error_text(number)));
}

bool is_folder(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Handle file = open_file(path, GENERIC_READ, OPEN_EXISTING);
  if (!file) return read_error(path, ::GetLastError());
  std::string content;
  char chunk[16384];
  while (true) {
    DWORD got = 0;
    if (::ReadFile(file.get(), chunk, sizeof chunk, &got, nullptr) == 0) {
      const DWORD why = ::GetLastError();
      if (why == ERROR_BROKEN_PIPE) return content;
      return read_error(path, why);
    }
    if (got == 0) return content;
    content.append(chunk, got);
    if (content.size() > limit) {
      return fail(Errc::io, fmt::format("{} is larger than {} bytes", path.string(), limit));
    }
  }
}

Result<void> make_private_folder(const std::filesystem::path& path) {
  if (path.empty() || is_folder(path)) return {};
  if (auto above = path.parent_path(); above != path) {
    if (auto made = make_private_folder(above); !made) return made;
  }
  PrivateAccess access;
  if (access.attributes() != nullptr &&
      ::CreateDirectoryW(path.c_str(), access.attributes()) != 0) {
    return {};
  }
  const DWORD why = ::GetLastError();
  if (is_folder(path)) return {};
  return fail(Errc::io, fmt::format("cannot create {}: {}", path.string(), error_text(why)));
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content,
                                   FileAccess access) {
  Result<StagedFile> staged = StagedFile::write(path, content, access);
  if (!staged) return std::unexpected(staged.error());
  return staged->commit();
}

Result<void> write_new_file(const std::filesystem::path& path, std::string_view content) {
  Result<StagedFile> staged = StagedFile::write(path, content, FileAccess::always_private);
  if (!staged) return std::unexpected(staged.error());
  return staged->commit_new();
}

std::filesystem::path expand_tilde(std::string_view path, std::string_view home) {
  if (path == "~") return home;
  if (path.starts_with("~/") || path.starts_with("~\\")) {
    return std::filesystem::path(home) / path.substr(2);
  }
  return path;
}

}  // namespace cloudx::os
