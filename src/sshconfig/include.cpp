#include "sshconfig/include.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "os/file.hpp"
#include "sshconfig/include_tree.hpp"
#include "sshconfig/path_pattern.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

namespace {

bool names(const std::string& pattern, const fs::path& target, const Files& files) {
  const std::string normal = fs::path(pattern).lexically_normal().generic_string();
  const fs::path real = files.canonical(target);
  for (const std::string& name :
       {target.lexically_normal().generic_string(), real.generic_string()}) {
    if (match_path(name, normal)) return true;
  }
  return std::ranges::any_of(files.glob(pattern),
                             [&](const fs::path& path) { return files.canonical(path) == real; });
}

class Search {
 public:
  Search(const IncludeTree& tree, const fs::path& target, const fs::path& home, const Files& files)
      : tree_(tree), target_(target), home_(home), files_(files) {}

  [[nodiscard]] const Line* in(const Document& document) {
    for (const Line& line : document.preamble) {
      if (line.keyword == "include" && reads(line)) return &line;
    }
    return nullptr;
  }

 private:
  [[nodiscard]] bool reads(const Line& line) {
    for (const std::string& pattern : include_patterns(line, home_)) {
      if (names(pattern, target_, files_)) return true;
    }
    return std::ranges::any_of(tree_.read_by(line), [&](const Document* document) {
      return searched_.insert(document).second && in(*document) != nullptr;
    });
  }

  const IncludeTree& tree_;
  const fs::path& target_;
  const fs::path& home_;
  const Files& files_;
  std::unordered_set<const Document*> searched_;
};

}  // namespace

std::vector<std::string> include_patterns(const Line& line, const fs::path& home) {
  std::vector<std::string> patterns;
  for (const std::string& word : line.words()) {
    const bool anchored = fs::path(word).has_root_directory() || word.starts_with('~');
    const fs::path file = anchored ? os::expand_tilde(word, home.string()) : home / ".ssh" / word;
    // On Windows a backslash stands between folders, where a pattern has a slash.
    patterns.push_back(file.generic_string());
  }
  return patterns;
}

std::vector<fs::path> included_files(const Line& line, const fs::path& home, const Files& files) {
  std::vector<fs::path> found;
  for (const std::string& pattern : include_patterns(line, home)) {
    std::vector<fs::path> some = files.glob(pattern);
    std::ranges::move(some, std::back_inserter(found));
  }
  return found;
}

Result<void> check_includes(const fs::path& file, const fs::path& home, const Files& files) {
  const std::optional<std::string> text = files.read(file);
  if (!text) return {};
  const Document document = parse(*text);
  const IncludeTree tree(document, home, files);
  if (!tree.refused()) return {};
  return fail(
      Errc::configuration,
      fmt::format("ssh refuses {}: Too many recursive configuration includes, among them {}",
                  file.string(), tree.refused()->string()));
}

const Line* include_of(const Document& document, const fs::path& target, const fs::path& home,
                       const Files& files) {
  const IncludeTree tree(document, home, files);
  return Search(tree, target, home, files).in(document);
}

}  // namespace cloudx::sshconfig
