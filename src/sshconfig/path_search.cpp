#include "sshconfig/path_search.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <system_error>
#include <utility>

#include "sshconfig/path_pattern.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

namespace {

std::string without_backslashes(std::string_view name) {
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '\\' && i + 1 < name.size()) ++i;
    plain += name[i];
  }
  return plain;
}

// A link that leads nowhere is there, too.
bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

// With the two that every folder has for itself and the one above.
std::vector<std::string> names_in(const std::string& folder) {
  std::error_code error;
  fs::directory_iterator entry(folder.empty() ? "." : folder, error);
  if (error) return {};
  std::vector<std::string> names{".", ".."};
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  return names;
}

// The first name of a pattern, the slashes behind it, and what follows.
struct Part {
  explicit Part(std::string_view pattern) {
    const std::size_t slash = std::min(pattern.find('/'), pattern.size());
    const std::size_t next = std::min(pattern.find_first_not_of('/', slash), pattern.size());
    name = pattern.substr(0, slash);
    slashes = pattern.substr(slash, next - slash);
    rest = pattern.substr(next);
  }

  std::string_view name;
  std::string_view slashes;
  std::string_view rest;
};

class PathSearch {
 public:
  // Looks for what is left of the pattern below `found`, which ends with its slashes. Of several
  // slashes in a row `kept` at most stay.
  void look(std::string found, std::string_view pattern, std::size_t kept = std::string::npos) {
    Part part(pattern);
    while (!part.rest.empty() && name_pattern(part.name) != NamePattern::wild) {
      found.append(without_backslashes(part.name)).append(part.slashes.substr(0, kept));
      part = Part(part.rest);
    }
    // Behind the last name glob(3) overlooks a slash that does not belong there, but for a pattern
    // and for a name with backslashes.
    const bool needs_folder =
        !part.slashes.empty() && name_pattern(part.name) != NamePattern::literal;
    for (const std::string& path : matches(found, part.name)) {
      const bool leads_on = !part.slashes.empty() && is_folder(path);
      if (!part.rest.empty()) {
        // glob(3) writes the front of a path anew where that has a wild name: then two are left.
        constexpr std::size_t kTwo = 2;
        if (leads_on) look(path + std::string(part.slashes.substr(0, kTwo)), part.rest, kTwo);
      } else if (leads_on) {
        paths_.push_back(path + '/');
      } else if (!needs_folder) {
        paths_.push_back(path);
      }
    }
  }

  [[nodiscard]] std::vector<fs::path> take() {
    std::ranges::sort(paths_);
    return {paths_.begin(), paths_.end()};
  }

 private:
  static std::vector<std::string> matches(const std::string& folder, std::string_view name) {
    std::vector<std::string> paths;
    if (name_pattern(name) == NamePattern::literal) {
      std::string path = folder + std::string(name);
      if (exists(path)) paths.push_back(std::move(path));
      return paths;
    }
    for (const std::string& there : names_in(folder)) {
      if (match_path(there, name)) paths.push_back(folder + there);
    }
    return paths;
  }

  std::vector<std::string> paths_;
};

}  // namespace

std::vector<fs::path> find_paths(std::string_view pattern) {
  const std::size_t root = std::min(pattern.find_first_not_of('/'), pattern.size());
  PathSearch search;
  search.look(std::string(pattern.substr(0, root)), pattern.substr(root));
  return search.take();
}

}  // namespace cloudx::sshconfig
