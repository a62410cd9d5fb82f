#pragma once
// Which blocks of a document a name or a pattern can have to do with, without a look at each of
// them: a file of thousands of hosts is gone through once, not once for every host.

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sshconfig/document.hpp"

namespace cloudx::sshconfig {

class BlockIndex {
 public:
  explicit BlockIndex(const Document& document);
  // Makes the index of Host blocks with these patterns.
  explicit BlockIndex(std::vector<std::vector<std::string>> patterns);
  BlockIndex(const BlockIndex&) = delete;
  BlockIndex& operator=(const BlockIndex&) = delete;

  // Indices, in the order of the file: the Host blocks that count for the name, and every Match,
  // which may count for any.
  [[nodiscard]] std::vector<std::size_t> of_name(std::string_view name) const;

  // Finds blocks that may share a name with the pattern, but for those whose patterns have
  // more in front of their first wildcard than this one: they find it. So every pair of patterns
  // with a common name is found from at least one of its sides.
  [[nodiscard]] std::vector<std::size_t> of_pattern(std::string_view pattern) const;

  // The patterns of a Host block; none for a Match.
  [[nodiscard]] const std::vector<std::string>& patterns(std::size_t block) const {
    return patterns_[block];
  }

 private:
  struct Entry {
    std::size_t block;
    std::size_t before;  // the entry before this one with the same key; itself where there is none
  };
  // The last entry of each key, which is a part of patterns_.
  using Table = std::unordered_map<std::string_view, std::size_t>;

  void add_all();
  void add(std::size_t block, std::string_view pattern);
  void take(const Table& table, std::string_view key, std::vector<std::size_t>& blocks) const;
  // By all the beginnings that the text has.
  void take_beginnings(std::string_view text, std::vector<std::size_t>& blocks) const;

  std::vector<std::vector<std::string>> patterns_;
  std::vector<bool> has_negated_;
  std::vector<std::size_t> matches_;
  std::vector<Entry> entries_;
  Table names_;                       // by concrete pattern
  Table beginnings_;                  // by what a pattern has before its first wildcard
  std::vector<std::size_t> lengths_;  // of the keys of beginnings_, each once, sorted
};

}  // namespace cloudx::sshconfig
