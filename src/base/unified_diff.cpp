#include "base/unified_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cloudx {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kContext = 3;

enum class Kind : char { same = ' ', removed = '-', added = '+' };

struct Step {
  Kind kind;
  std::string_view line;
  std::size_t before;  // lines of each text that stand above
  std::size_t after;
};

// With their line feeds, so that a missing one at the end is a difference.
Lines split_lines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t feed = text.find('\n');
    const std::size_t size = feed == std::string_view::npos ? text.size() : feed + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

// lengths[i][j]: of the longest common subsequence of before[i...] and after[j...].
std::vector<std::vector<std::uint32_t>> common_lengths(std::span<const std::string_view> before,
                                                       std::span<const std::string_view> after) {
  std::vector lengths(before.size() + 1, std::vector<std::uint32_t>(after.size() + 1));
  for (std::size_t i = before.size(); i-- > 0;) {
    for (std::size_t j = after.size(); j-- > 0;) {
      lengths[i][j] = before[i] == after[j] ? lengths[i + 1][j + 1] + 1
                                            : std::max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

// A part of both texts.
struct Part {
  std::size_t before;
  std::size_t before_end;
  std::size_t after;
  std::size_t after_end;

  [[nodiscard]] std::size_t removed() const { return before_end - before; }
  [[nodiscard]] std::size_t added() const { return after_end - after; }
};

struct Pair {
  std::size_t before;
  std::size_t after;
};

// The longest run of pairs, which are sorted by `before`, in which `after` rises, too.
std::vector<Pair> rising(const std::vector<Pair>& pairs) {
  std::vector<std::size_t> piles;  // the last pair of the best run of each length
  std::vector<std::size_t> previous(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto pile = std::ranges::lower_bound(piles, pairs[i].after, {},
                                               [&](std::size_t at) { return pairs[at].after; });
    previous[i] = pile == piles.begin() ? i : *std::prev(pile);
    if (pile == piles.end()) {
      piles.push_back(i);
    } else {
      *pile = i;
    }
  }
  std::vector<Pair> run;
  for (std::size_t at = piles.empty() ? 0 : piles.back(), left = piles.size(); left > 0; --left) {
    run.push_back(pairs[at]);
    at = previous[at];
  }
  std::ranges::reverse(run);
  return run;
}

// A table of all pairs of lines gives the shortest diff and takes their product in time and space.
// Large parts are cut first where a line that stands once in each says how they belong together
// ("patience diff").
class Comparison {
 public:
  Comparison(const Lines& before, const Lines& after) : before_(before), after_(after) {
    steps_.reserve(before.size() + after.size());
  }

  std::vector<Step> steps() {
    compare({0, before_.size(), 0, after_.size()});
    return std::move(steps_);
  }

 private:
  static constexpr std::size_t kLargestTable = 1U << 20;

  void compare(Part part) {
    while (part.removed() > 0 && part.added() > 0 && before_[part.before] == after_[part.after]) {
      same(part.before++, part.after++);
    }
    const Part whole = part;
    while (part.removed() > 0 && part.added() > 0 &&
           before_[part.before_end - 1] == after_[part.after_end - 1]) {
      --part.before_end;
      --part.after_end;
    }
    compare_middle(part);
    for (std::size_t i = part.before_end, j = part.after_end; i < whole.before_end; ++i, ++j) {
      same(i, j);
    }
  }

  void compare_middle(const Part& part) {
    if (part.removed() * part.added() <= kLargestTable) {
      walk(part);
      return;
    }
    const std::vector<Pair> anchors = rising(standing_once(part));
    if (anchors.empty()) {
      for (std::size_t i = part.before; i < part.before_end; ++i) removed(i, part.after);
      for (std::size_t j = part.after; j < part.after_end; ++j) added(part.before_end, j);
      return;
    }
    Part rest = part;
    for (const Pair& anchor : anchors) {
      compare({rest.before, anchor.before, rest.after, anchor.after});
      same(anchor.before, anchor.after);
      rest.before = anchor.before + 1;
      rest.after = anchor.after + 1;
    }
    compare(rest);
  }

  // Lines that both sides have once.
  [[nodiscard]] std::vector<Pair> standing_once(const Part& part) const {
    struct Count {
      std::size_t before = 0;
      std::size_t after = 0;
      std::size_t at = 0;  // in `after`
    };
    std::unordered_map<std::string_view, Count> counts;
    for (std::size_t i = part.before; i < part.before_end; ++i) ++counts[before_[i]].before;
    for (std::size_t j = part.after; j < part.after_end; ++j) {
      Count& count = counts[after_[j]];
      ++count.after;
      count.at = j;
    }
    std::vector<Pair> pairs;
    for (std::size_t i = part.before; i < part.before_end; ++i) {
      const Count& count = counts.at(before_[i]);
      if (count.before == 1 && count.after == 1) pairs.push_back({i, count.at});
    }
    return pairs;
  }

  void walk(const Part& part) {
    const auto before = std::span(before_).subspan(part.before, part.removed());
    const auto after = std::span(after_).subspan(part.after, part.added());
    const auto lengths = common_lengths(before, after);
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
      const bool equal = i < before.size() && j < after.size() && before[i] == after[j];
      const bool gone = !equal && i < before.size() &&
                        (j == after.size() || lengths[i + 1][j] >= lengths[i][j + 1]);
      if (equal) {
        same(part.before + i++, part.after + j++);
      } else if (gone) {
        removed(part.before + i++, part.after + j);
      } else {
        added(part.before + i, part.after + j++);
      }
    }
  }

  void same(std::size_t i, std::size_t j) { steps_.push_back({Kind::same, before_[i], i, j}); }
  void removed(std::size_t i, std::size_t j) {
    steps_.push_back({Kind::removed, before_[i], i, j});
  }
  void added(std::size_t i, std::size_t j) { steps_.push_back({Kind::added, after_[j], i, j}); }

  const Lines& before_;
  const Lines& after_;
  std::vector<Step> steps_;
};

// "12,3", and as GNU diff does it: an empty range names the line above it.
std::string range(std::size_t above, std::size_t count) {
  if (count == 1) return fmt::format("{}", above + 1);
  return fmt::format("{},{}", count == 0 ? above : above + 1, count);
}

void write_hunk(const std::vector<Step>& steps, std::size_t begin, std::size_t end,
                std::string& out) {
  std::size_t removed = 0;
  std::size_t added = 0;
  std::string lines;
  for (std::size_t i = begin; i < end; ++i) {
    const Step& step = steps[i];
    if (step.kind != Kind::added) ++removed;
    if (step.kind != Kind::removed) ++added;
    lines.append(1, static_cast<char>(step.kind)).append(step.line);
    if (!step.line.ends_with('\n')) lines.append("\n\\ No newline at end of file\n");
  }
  out.append(fmt::format("@@ -{} +{} @@\n", range(steps[begin].before, removed),
                         range(steps[begin].after, added)));
  out.append(lines);
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after,
                         std::string_view before_name, std::string_view after_name) {
  if (before == after) return {};
  const Lines old_lines = split_lines(before);
  const Lines new_lines = split_lines(after);
  const std::vector<Step> steps = Comparison(old_lines, new_lines).steps();
  const auto changes = [](const Step& step) { return step.kind != Kind::same; };
  std::string out = fmt::format("--- {}\n+++ {}\n", before_name, after_name);
  auto change = std::ranges::find_if(steps, changes);
  while (change != steps.end()) {
    const auto first = static_cast<std::size_t>(change - steps.begin());
    std::size_t end = first + 1;
    // Changes with at most twice the context between them share a hunk.
    for (std::size_t i = end; i < steps.size() && i <= end + 2 * kContext; ++i) {
      if (changes(steps[i])) end = i + 1;
    }
    write_hunk(steps, first - std::min(first, kContext), std::min(end + kContext, steps.size()),
               out);
    change = std::find_if(steps.begin() + static_cast<std::ptrdiff_t>(end), steps.end(), changes);
  }
  return out;
}

}  // namespace cloudx
