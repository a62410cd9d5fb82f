#include "sshconfig/resolve.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "sshconfig/include_tree.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/pattern.hpp"
#include "sshconfig/reader.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

namespace {

class Names {
 public:
  explicit Names(const IncludeTree* tree) : tree_(tree) {}

  void read(const Document& document) {
    if (!read_.insert(&document).second) return;
    follow(document.preamble);
    for (const Block& block : document.blocks) {
      for (std::string& pattern : block.patterns()) {
        if (is_concrete(pattern) && known_.insert(pattern).second) {
          found.push_back(std::move(pattern));
        }
      }
      follow(block.body);
    }
  }

  std::vector<std::string> found;

 private:
  void follow(const std::vector<Line>& lines) {
    if (tree_ == nullptr) return;
    for (const Line& line : lines) {
      if (line.keyword != "include") continue;
      for (const Document* included : tree_->read_by(line)) read(*included);
    }
  }

  const IncludeTree* tree_;
  std::unordered_set<std::string> known_;
  std::unordered_set<const Document*> read_;
};

}  // namespace

std::optional<std::string> first_value(const Block& block, std::string_view keyword) {
  const std::string canonical = canonical_keyword(keyword);
  for (const Line& line : block.body) {
    if (line.keyword != canonical) continue;
    const std::vector<std::string> words = line.words();
    if (!words.empty()) return words.front();
  }
  return std::nullopt;
}

std::optional<std::string> Resolution::value(std::string_view keyword) const {
  const auto found = std::ranges::find(settings, canonical_keyword(keyword), &Setting::keyword);
  if (found == settings.end() || found->words.empty()) return std::nullopt;
  return found->words.front();
}

Resolution resolve(const Document& document, std::string_view host) {
  return Reader(document).resolve(host);
}

Resolution resolve(const Document& document, std::string_view host, const fs::path& home,
                   const Files& files) {
  return Reader(document, home, files).resolve(host);
}

std::vector<std::string> concrete_hosts(const Document& document) {
  Names names(nullptr);
  names.read(document);
  return std::move(names.found);
}

std::vector<std::string> concrete_hosts(const Document& document, const fs::path& home,
                                        const Files& files) {
  const IncludeTree tree(document, home, files);
  Names names(&tree);
  names.read(document);
  return std::move(names.found);
}

}  // namespace cloudx::sshconfig
