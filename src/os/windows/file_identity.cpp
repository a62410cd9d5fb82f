#include "os/file_identity.hpp"

#include "os/windows/open_file.hpp"

namespace cloudx::os {

std::optional<FileIdentity> FileIdentity::of(const std::filesystem::path& path) {
  const Handle file = open_file(path, 0, OPEN_EXISTING, nullptr, FILE_FLAG_BACKUP_SEMANTICS);
  BY_HANDLE_FILE_INFORMATION facts{};
  if (!file || ::GetFileInformationByHandle(file.get(), &facts) == 0) return std::nullopt;
  return FileIdentity(facts.dwVolumeSerialNumber,
                      std::uint64_t{facts.nFileIndexHigh} << 32U | facts.nFileIndexLow);
}

}  // namespace cloudx::os
