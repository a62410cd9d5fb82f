#include "hosts/block_order.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
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

constexpr const char* kGlobal = "GLOBAL";
constexpr const char* kOwnSettings = "HOSTS WITH SETTINGS OF THEIR OWN";

enum class Section : std::uint8_t { own_settings, generic, environment };

// Where a block belongs; what compares less stands higher in the file.
struct Rank {
  Section section = Section::environment;
  std::string environment_lower;
  std::string environment;
  bool host = false;  // behind its tier
  std::string name_lower;
  std::string name;
  auto operator<=>(const Rank&) const = default;

  [[nodiscard]] std::string banner_name() const {
    if (section == Section::own_settings) return kOwnSettings;
    return section == Section::generic ? kGlobal : environment;
  }
};

struct Item {
  Block block;
  Rank rank;
};

Rank in_environment(const std::string& environment, bool host, const std::string& name) {
  return {Section::environment,
          sshconfig::lower(environment),
          environment,
          host,
          sshconfig::lower(name),
          name};
}

// Looks up where the blocks belong.
class Ranks {
 public:
  Ranks(const Tiers& tiers, std::span<const std::string> prefixes) : prefixes_(prefixes) {
    for (const auto& tier : tiers.environments) {
      by_pattern_[environment_pattern(tier.prefix, tier.environment)] =
          in_environment(tier.environment, false, tier.prefix);
    }
    for (const auto& tier : tiers.generic) {
      Rank& rank = by_pattern_[generic_pattern(tier.prefix)] = {};
      rank.section = Section::generic;
      rank.name = tier.prefix;
    }
    for (const auto& host : tiers.hosts) {
      if (host.environment.empty()) continue;
      by_alias_[host.alias] = in_environment(host.environment, true, host.name);
    }
  }

  // Nothing for a block that is not one tier or a host of ours: it stays where it is.
  [[nodiscard]] std::optional<Rank> of(const Block& block) const {
    if (!is_plain(block) || !is_ours(block, prefixes_)) return std::nullopt;
    const std::vector<std::string> patterns = block.patterns();
    if (patterns.size() == 1) {
      const auto tier = by_pattern_.find(patterns.front());
      if (tier != by_pattern_.end()) return tier->second;
    }
    if (!std::ranges::all_of(patterns, sshconfig::is_concrete)) return std::nullopt;
    const auto host = by_alias_.find(patterns.front());
    if (host == by_alias_.end()) return std::nullopt;
    return host->second;
  }

 private:
  std::span<const std::string> prefixes_;
  std::unordered_map<std::string, Rank> by_pattern_;
  std::unordered_map<std::string, Rank> by_alias_;
};

using Order = std::vector<std::vector<std::size_t>>;  // for each item those that must stay above it

Order constraints(const std::vector<Item>& items) {
  std::vector<std::vector<std::string>> patterns;
  patterns.reserve(items.size());
  for (const Item& item : items) patterns.push_back(item.block.patterns());
  const sshconfig::BlockIndex index(std::move(patterns));
  std::set<std::pair<std::size_t, std::size_t>> pairs;  // the lower one first
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const std::string& pattern : index.patterns(i)) {
      for (const std::size_t other : index.of_pattern(pattern)) {
        if (other != i) pairs.emplace(std::max(i, other), std::min(i, other));
      }
    }
  }
  Order above(items.size());
  for (const auto& [lower, upper] : pairs) {
    const bool bound = interact(items[upper].block, index.patterns(upper), items[lower].block,
                                index.patterns(lower));
    if (bound) above[lower].push_back(upper);
  }
  return above;
}

// What must stay above a tier although it belongs below it, and what must stay above that.
void find_own_settings(std::vector<Item>& items, const Order& above) {
  for (std::size_t j = items.size(); j-- > 0;) {
    for (const std::size_t i : above[j]) {
      const bool raised = items[j].rank.section == Section::own_settings ||
                          (!items[j].rank.host && items[j].rank < items[i].rank);
      if (raised) items[i].rank.section = Section::own_settings;
    }
  }
}

// The item with the least rank of which all that must stand above it is placed, again and again.
std::vector<Item> sorted(std::vector<Item> items) {
  const Order above = constraints(items);
  find_own_settings(items, above);
  std::vector<std::vector<std::size_t>> below(items.size());
  std::vector<std::size_t> awaited(items.size());  // of those above, not placed yet
  for (std::size_t i = 0; i < items.size(); ++i) {
    awaited[i] = above[i].size();
    for (const std::size_t upper : above[i]) below[upper].push_back(i);
  }
  const auto earlier = [&](std::size_t one, std::size_t other) {
    return std::tie(items[one].rank, one) < std::tie(items[other].rank, other);
  };
  std::set<std::size_t, decltype(earlier)> free(earlier);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (awaited[i] == 0) free.insert(i);
  }
  std::vector<std::size_t> order;
  while (!free.empty()) {
    const std::size_t next = *free.begin();
    free.erase(free.begin());
    order.push_back(next);
    for (const std::size_t lower : below[next]) {
      if (--awaited[lower] == 0) free.insert(lower);
    }
  }
  std::vector<Item> result;
  result.reserve(items.size());
  for (const std::size_t i : order) result.push_back(std::move(items[i]));
  return result;
}

void trim_leading_blanks(std::vector<Line>& lines) {
  const auto first =
      std::ranges::find_if(lines, [](const Line& line) { return line.kind != LineKind::blank; });
  lines.erase(lines.begin(), first);
}

// One blank line above each block, and the banner above the first of a section.
void set_leads(std::vector<Item>& items, bool first_in_file, const std::string& newline) {
  std::string section;
  for (Item& item : items) {
    trim_leading_blanks(item.block.lead);
    std::vector<Line> lead;
    if (!first_in_file) lead.push_back(sshconfig::make_line("", newline));
    first_in_file = false;
    if (item.rank.banner_name() != section) {
      section = item.rank.banner_name();
      std::ranges::move(section_comment(section, newline), std::back_inserter(lead));
    }
    std::ranges::move(item.block.lead, std::back_inserter(lead));
    item.block.lead = std::move(lead);
  }
}

void end_all_lines(Document& document) {
  const std::string newline = document.newline();
  const auto end = [&](Line& line) {
    if (line.ending.empty()) line.ending = newline;
  };
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    Block& block = document.blocks[i];
    end(block.header);
    std::ranges::for_each(block.body, end);
  }
}

// The blank lines between the head of the file and its first block.
void trim_trailing_blanks(std::vector<Line>& lines) {
  while (!lines.empty() && lines.back().kind == LineKind::blank) lines.pop_back();
}

std::set<std::string> banner_names(const Tiers& tiers) {
  std::set<std::string> names{kGlobal, kOwnSettings};
  for (const auto& tier : tiers.environments) names.insert(tier.environment);
  for (const auto& host : tiers.hosts) names.insert(host.environment);
  return names;
}

}  // namespace

void sort_blocks(Document& document, std::span<const std::string> prefixes) {
  const Tiers tiers = find_tiers(document, prefixes);
  std::vector<std::optional<Rank>> ranks;
  ranks.reserve(document.blocks.size());
  const Ranks known(tiers, prefixes);
  for (const Block& block : document.blocks) ranks.push_back(known.of(block));
  if (std::ranges::none_of(ranks, [](const auto& rank) { return rank.has_value(); })) return;
  const std::string newline = document.newline();
  end_all_lines(document);
  const std::set<std::string> names = banner_names(tiers);
  remove_section_comments(document.preamble, names);
  for (Block& block : document.blocks) remove_section_comments(block.lead, names);
  if (ranks.front()) trim_trailing_blanks(document.preamble);
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < ranks.size();) {
    if (!ranks[i]) {
      blocks.push_back(std::move(document.blocks[i++]));
      continue;
    }
    std::vector<Item> run;
    const bool first_in_file = i == 0 && document.preamble.empty();
    for (; i < ranks.size() && ranks[i]; ++i) {
      run.push_back({std::move(document.blocks[i]), *ranks[i]});
    }
    run = sorted(std::move(run));
    set_leads(run, first_in_file, newline);
    for (Item& item : run) blocks.push_back(std::move(item.block));
  }
  document.blocks = std::move(blocks);
}

}  // namespace cloudx::hosts
