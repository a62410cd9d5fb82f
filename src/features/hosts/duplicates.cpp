#include "features/hosts/duplicates.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "features/hosts/banners.hpp"
#include "sshconfig/edit.hpp"
#include "sshconfig/interaction.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/tiers.hpp"

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

// What is left of the later block can stand in the first one if nothing between has a say in it.
bool can_move_up(const Document& document, std::size_t first, std::size_t later) {
  for (std::size_t i = first + 1; i < later; ++i) {
    if (interact(document.blocks[i], document.blocks[later])) return false;
  }
  return true;
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
void merge(Document& document, std::size_t first, std::size_t later) {
  const std::string newline = document.newline();
  Block& into = document.blocks[first];
  Block& from = document.blocks[later];
  if (into.header.ending.empty()) into.header.ending = newline;
  const auto last =
      std::ranges::find(into.body.rbegin(), into.body.rend(), LineKind::directive, &Line::kind);
  std::vector<Line> tail(std::make_move_iterator(last.base()),
                         std::make_move_iterator(into.body.end()));
  into.body.erase(last.base(), into.body.end());
  move_lines(from.body, into.body, newline);
  std::ranges::move(tail, std::back_inserter(into.body));
  move_lines(from.lead, into.lead, newline);
  remove_block(document, later);
}

bool merge_into(Document& document, std::size_t first, std::size_t later) {
  Block& block = document.blocks[later];
  std::erase_if(block.body,
                [&](const Line& line) { return has_no_effect(line, document.blocks[first]); });
  if (has_directive(block) && !can_move_up(document, first, later)) return false;
  merge(document, first, later);
  return true;
}

}  // namespace

std::size_t remove_duplicates(Document& document, std::span<const std::string> prefixes) {
  std::size_t removed = 0;
  for (std::size_t first = 0; first < document.blocks.size(); ++first) {
    const auto candidate = [&](std::size_t i) {
      return is_plain(document.blocks[i]) && is_ours(document.blocks[i], prefixes);
    };
    if (!candidate(first)) continue;
    const std::vector<std::string> patterns = sorted_patterns(document.blocks[first]);
    for (std::size_t later = first + 1; later < document.blocks.size();) {
      const bool same = candidate(later) && sorted_patterns(document.blocks[later]) == patterns;
      if (same && merge_into(document, first, later)) {
        ++removed;
      } else {
        ++later;
      }
    }
  }
  return removed;
}

}  // namespace cloudx::hosts
