#include "hosts/duplicates.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "hosts/section_comments.hpp"
#include "hosts/tiers.hpp"
#include "sshconfig/block_index.hpp"
#include "sshconfig/interaction.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/pattern.hpp"

namespace cloudx::hosts {

using sshconfig::Block;
using sshconfig::Document;
using sshconfig::Line;
using sshconfig::LineKind;

namespace {

std::vector<std::string> sorted_patterns(const Block& block) {
  std::vector<std::string> patterns = block.patterns();
  std::ranges::sort(patterns);
  const auto repeated = std::ranges::unique(patterns);
  patterns.erase(repeated.begin(), repeated.end());
  return patterns;
}

// The first block has the value already. Of keywords with several values only an equal identity
// counts once.
bool has_no_effect(const Line& line, const Block& first) {
  if (line.kind != LineKind::directive) return false;
  return std::ranges::any_of(first.body, [&](const Line& known) {
    if (!interact(known, line)) return false;
    if (!sshconfig::is_cumulative(line.keyword)) return true;
    return line.keyword == "identityfile" && known.words() == line.words();
  });
}

bool has_directive(const Block& block) {
  return std::ranges::any_of(block.body,
                             [](const Line& line) { return line.kind == LineKind::directive; });
}

void move_lines(std::vector<Line>& from, std::vector<Line>& to, const std::string& newline) {
  for (Line& line : from) {
    if (line.kind == LineKind::blank || is_own_comment(line)) continue;
    if (!to.empty() && to.back().ending.empty()) to.back().ending = newline;
    if (line.ending.empty()) line.ending = newline;
    to.push_back(std::move(line));
  }
}

// Behind the first block's last directive: comments that follow it may belong to what comes next.
void merge(Block& into, Block& from, const std::string& newline) {
  if (into.header.ending.empty()) into.header.ending = newline;
  const auto last =
      std::ranges::find(into.body.rbegin(), into.body.rend(), LineKind::directive, &Line::kind);
  std::vector<Line> tail(std::make_move_iterator(last.base()),
                         std::make_move_iterator(into.body.end()));
  into.body.erase(last.base(), into.body.end());
  move_lines(from.body, into.body, newline);
  std::ranges::move(tail, std::back_inserter(into.body));
  move_lines(from.lead, into.lead, newline);
}

class Duplicates {
 public:
  Duplicates(Document& document, std::span<const std::string> prefixes)
      : document_(document), index_(document), gone_(document.blocks.size()) {
    for (std::size_t i = 0; i < document.blocks.size(); ++i) {
      const Block& block = document.blocks[i];
      if (is_plain(block) && is_ours(block, prefixes)) same_[sorted_patterns(block)].push_back(i);
    }
  }

  std::size_t remove() {
    for (const auto& [at, blocks] : in_order()) {
      for (std::size_t first = 0; first < blocks->size(); ++first) merge_all(*blocks, first);
    }
    std::vector<Block> kept;
    for (std::size_t i = 0; i < gone_.size(); ++i) {
      if (!gone_[i]) kept.push_back(std::move(document_.blocks[i]));
    }
    const std::size_t removed = gone_.size() - kept.size();
    document_.blocks = std::move(kept);
    return removed;
  }

 private:
  using Blocks = std::vector<std::size_t>;

  // As they come in the file.
  [[nodiscard]] std::map<std::size_t, const Blocks*> in_order() const {
    std::map<std::size_t, const Blocks*> order;
    for (const auto& [patterns, blocks] : same_) {
      if (blocks.size() > 1) order[blocks.front()] = &blocks;
    }
    return order;
  }

  void merge_all(const Blocks& blocks, std::size_t first) {
    if (gone_[blocks[first]]) return;
    for (std::size_t later = first + 1; later < blocks.size(); ++later) {
      if (!gone_[blocks[later]]) merge_into(blocks[first], blocks[later]);
    }
  }

  void merge_into(std::size_t first, std::size_t later) {
    Block& block = document_.blocks[later];
    std::erase_if(block.body,
                  [&](const Line& line) { return has_no_effect(line, document_.blocks[first]); });
    if (has_directive(block) && !can_move_up(first, later)) return;
    merge(document_.blocks[first], block, document_.newline());
    gone_[later] = true;
  }

  // What is left of the later block can stand in the first one if nothing between has a say in it.
  [[nodiscard]] bool can_move_up(std::size_t first, std::size_t later) const {
    return std::ranges::none_of(sharing_a_name(later), [&](std::size_t i) {
      return first < i && i < later && !gone_[i] &&
             interact(document_.blocks[i], document_.blocks[later]);
    });
  }

  [[nodiscard]] Blocks sharing_a_name(std::size_t block) const {
    const std::vector<std::string>& patterns = index_.patterns(block);
    Blocks found;
    if (!std::ranges::all_of(patterns, sshconfig::is_concrete)) {
      found.resize(gone_.size());
      std::iota(found.begin(), found.end(), std::size_t{0});
      return found;
    }
    for (const std::string& name : patterns)
      std::ranges::copy(index_.of_name(name), std::back_inserter(found));
    return found;
  }

  Document& document_;
  const sshconfig::BlockIndex index_;
  std::vector<bool> gone_;
  std::map<std::vector<std::string>, Blocks> same_;  // by their patterns
};

}  // namespace

std::size_t remove_duplicates(Document& document, std::span<const std::string> prefixes) {
  return Duplicates(document, prefixes).remove();
}

}  // namespace cloudx::hosts
