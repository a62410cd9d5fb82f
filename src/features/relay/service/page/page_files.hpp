#pragma once
// The status page's own files: those beside this header, embedded when the program is built
// (cmake/embed.cmake).

#include <span>
#include <string_view>

namespace cloudx::relay {

struct PageFile {
  std::string_view name;  // "page.js"
  std::string_view content;
};
[[nodiscard]] std::span<const PageFile> page_files();

}  // namespace cloudx::relay
