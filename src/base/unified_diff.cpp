#include "base/unified_diff.hpp"

#include <algorithm>
#include <cstdint>
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

// lengths[i][j]: of the longest common subsequence of before[i...] and after[j...]. Configuration
// files are small; what they begin and end with in common is cut off first.
std::vector<std::vector<std::uint32_t>> common_lengths(const Lines& before, const Lines& after) {
  std::vector lengths(before.size() + 1, std::vector<std::uint32_t>(after.size() + 1));
  for (std::size_t i = before.size(); i-- > 0;) {
    for (std::size_t j = after.size(); j-- > 0;) {
      lengths[i][j] = before[i] == after[j] ? lengths[i + 1][j + 1] + 1
                                            : std::max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

void walk(const Lines& before, const Lines& after, std::size_t offset, std::vector<Step>& steps) {
  const auto lengths = common_lengths(before, after);
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < before.size() || j < after.size()) {
    const bool same = i < before.size() && j < after.size() && before[i] == after[j];
    const bool removed =
        !same && i < before.size() && (j == after.size() || lengths[i + 1][j] >= lengths[i][j + 1]);
    const Kind kind = same ? Kind::same : removed ? Kind::removed : Kind::added;
    steps.push_back({kind, removed || same ? before[i] : after[j], offset + i, offset + j});
    if (kind != Kind::added) ++i;
    if (kind != Kind::removed) ++j;
  }
}

std::vector<Step> compare(const Lines& before, const Lines& after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head && before.end()[-1 - static_cast<std::ptrdiff_t>(tail)] ==
                                      after.end()[-1 - static_cast<std::ptrdiff_t>(tail)]) {
    ++tail;
  }
  std::vector<Step> steps;
  steps.reserve(before.size() + after.size());
  for (std::size_t i = 0; i < head; ++i) steps.push_back({Kind::same, before[i], i, i});
  const auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head),
                 lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  walk(middle(before), middle(after), head, steps);
  for (std::size_t i = tail; i > 0; --i) {
    steps.push_back({Kind::same, before[before.size() - i], before.size() - i, after.size() - i});
  }
  return steps;
}

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
  const std::vector<Step> steps = compare(split_lines(before), split_lines(after));
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
