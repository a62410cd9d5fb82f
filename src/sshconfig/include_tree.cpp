#include "sshconfig/include_tree.hpp"

#include <algorithm>
#include <utility>

#include "sshconfig/include.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

IncludeTree::IncludeTree(const Document& top, const fs::path& home, const Files& files)
    : home_(home), files_(files) {
  follow(top, 0);
}

const std::vector<const Document*>& IncludeTree::read_by(const Line& line) const {
  static const std::vector<const Document*> nothing;
  const auto found = by_line_.find(&line);
  return found == by_line_.end() ? nothing : found->second;
}

// ssh follows the Include lines of blocks that do not count, too.
int IncludeTree::follow(const Document& document, int depth) {
  int height = 0;
  for (const Line& line : document.preamble) height = std::max(height, follow(line, depth));
  for (const Block& block : document.blocks) {
    for (const Line& line : block.body) height = std::max(height, follow(line, depth));
  }
  return height;
}

int IncludeTree::follow(const Line& line, int depth) {
  if (line.kind != LineKind::directive || line.keyword != "include") return 0;
  std::vector<const Document*> found;
  int height = 0;
  for (const fs::path& path : included_files(line, home_, files_)) {
    const File* const file = read(path, depth + 1);
    if (file == nullptr) continue;
    found.push_back(&*file->document);
    height = std::max(height, file->height + 1);
  }
  by_line_[&line] = std::move(found);
  return height;
}

const IncludeTree::File* IncludeTree::read(const fs::path& path, int depth) {
  const auto [at, is_new] = by_path_.try_emplace(files_.canonical(path).string());
  if (is_new) at->second = std::make_unique<File>();
  File& file = *at->second;  // stays where it is, whatever comes into the table
  const bool circle = !is_new && file.open;
  if (circle || depth + file.height > kMaximalDepth) {
    if (!refused_) refused_ = path;
    if (is_new) by_path_.erase(at);
    return nullptr;
  }
  if (is_new) {
    if (const auto text = files_.read(path)) {
      file.document = parse(*text);
      file.height = follow(*file.document, depth);
    }
    file.open = false;
  }
  return file.document ? &file : nullptr;
}

}  // namespace cloudx::sshconfig
