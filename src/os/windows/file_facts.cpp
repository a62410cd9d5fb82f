#include "os/file_facts.hpp"

#include <fmt/format.h>

#include "os/access.hpp"
#include "os/windows/access_list.hpp"

namespace cloudx::os {

FileFacts look_at(const std::filesystem::path& path) {
  FileFacts facts;
  facts.path = path;
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return facts;
  facts.exists = true;
  facts.is_directory = std::filesystem::is_directory(status);
  facts.readable = check_readable(path).has_value();
  facts.executable = is_executable(path);
  facts.owned = is_own(path);
  const auto others = access_of_others(path);
  if (!others) return facts;
  facts.open_to_others = others->any;
  facts.writable_by_others = others->change;
  facts.permissions =
      others->any ? fmt::format("open to {}", others->accounts) : "open to you alone";
  return facts;
}

}  // namespace cloudx::os
