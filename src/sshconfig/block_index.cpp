#include "sshconfig/block_index.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sshconfig/pattern.hpp"

namespace cloudx::sshconfig {

namespace {

std::string_view before_wildcard(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of("*?"));
}

void sort_once_each(std::vector<std::size_t>& numbers) {
  std::ranges::sort(numbers);
  const auto repeated = std::ranges::unique(numbers);
  numbers.erase(repeated.begin(), repeated.end());
}

}  // namespace

BlockIndex::BlockIndex(const Document& document) {
  patterns_.reserve(document.blocks.size());
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    if (document.blocks[i].kind == BlockKind::match) matches_.push_back(i);
    patterns_.push_back(document.blocks[i].patterns());
  }
  add_all();
}

BlockIndex::BlockIndex(std::vector<std::vector<std::string>> patterns)
    : patterns_(std::move(patterns)) {
  add_all();
}

void BlockIndex::add_all() {
  names_.reserve(patterns_.size());
  has_negated_.resize(patterns_.size());
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    for (const std::string& pattern : patterns_[i]) add(i, pattern);
  }
  sort_once_each(lengths_);
}

void BlockIndex::add(std::size_t block, std::string_view pattern) {
  // A negated pattern alone makes no block count.
  if (pattern.starts_with('!')) {
    has_negated_[block] = true;
    return;
  }
  const std::string_view beginning = before_wildcard(pattern);
  const bool concrete = beginning.size() == pattern.size();
  const std::size_t entry = entries_.size();
  const auto [last, is_new] = (concrete ? names_ : beginnings_).try_emplace(beginning, entry);
  entries_.push_back({block, last->second});
  last->second = entry;
  if (!concrete && is_new) lengths_.push_back(beginning.size());
}

std::vector<std::size_t> BlockIndex::of_name(std::string_view name) const {
  std::vector<std::size_t> named;
  take(names_, name, named);
  std::vector<std::size_t> may;
  take_beginnings(name, may);
  sort_once_each(may);
  std::vector<std::size_t> found = matches_;
  std::ranges::copy_if(named, std::back_inserter(found), [&](std::size_t block) {
    return !has_negated_[block] || match_patterns(name, patterns_[block]);
  });
  std::ranges::copy_if(may, std::back_inserter(found),
                       [&](std::size_t block) { return match_patterns(name, patterns_[block]); });
  sort_once_each(found);
  return found;
}

std::vector<std::size_t> BlockIndex::of_pattern(std::string_view pattern) const {
  const std::string_view beginning = before_wildcard(pattern);
  std::vector<std::size_t> found = matches_;
  if (beginning.size() == pattern.size()) take(names_, beginning, found);
  take_beginnings(beginning, found);
  sort_once_each(found);
  return found;
}

void BlockIndex::take(const Table& table, std::string_view key,
                      std::vector<std::size_t>& blocks) const {
  const auto last = table.find(key);
  if (last == table.end()) return;
  for (std::size_t at = last->second;; at = entries_[at].before) {
    blocks.push_back(entries_[at].block);
    if (entries_[at].before == at) return;
  }
}

void BlockIndex::take_beginnings(std::string_view text, std::vector<std::size_t>& blocks) const {
  for (const std::size_t length : lengths_) {
    if (length > text.size()) return;
    take(beginnings_, text.substr(0, length), blocks);
  }
}

}  // namespace cloudx::sshconfig
