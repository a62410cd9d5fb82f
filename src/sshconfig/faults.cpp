#include "sshconfig/faults.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/known_keywords.hpp"
#include "sshconfig/pattern.hpp"

namespace cloudx::sshconfig {

namespace {

constexpr std::array<std::string_view, 4> kOnePath{"certificatefile", "controlpath",
                                                   "identityagent", "identityfile"};

std::string shown(const Line& line) {
  return printable(
      line.text.substr(std::min(line.text.find_first_not_of(" \t"), line.text.size())));
}

std::optional<std::string> fault_of(const Line& line, std::span<const std::string> ignored) {
  if (line.kind == LineKind::malformed) {
    return fmt::format("no value, or a quote that is not closed: {}", shown(line));
  }
  if (line.kind != LineKind::directive) return std::nullopt;
  if (!is_known_keyword(line.keyword)) {
    const bool passed_over = std::ranges::any_of(
        ignored, [&](const std::string& list) { return match_list(line.keyword, list); });
    if (passed_over) return std::nullopt;
    return fmt::format("ssh knows no such keyword: {}", shown(line));
  }
  const std::size_t words = line.words().size();
  if (words == 0) return fmt::format("no value: {}", shown(line));
  const bool one = takes_one_value(line.keyword);
  if (one && words > 1) return fmt::format("more than one value: {}", shown(line));
  return std::nullopt;
}

template <class Each>
void for_each_line(const Document& document, const Each& each) {
  std::ranges::for_each(document.preamble, each);
  for (const Block& block : document.blocks) {
    std::ranges::for_each(block.lead, each);
    each(block.header);
    std::ranges::for_each(block.body, each);
  }
}

}  // namespace

std::vector<std::string> ignored_keywords(const Document& document) {
  std::vector<std::string> lists;
  for_each_line(document, [&](const Line& line) {
    if (line.keyword != "ignoreunknown") return;
    for (std::string& word : line.words()) lists.push_back(std::move(word));
  });
  return lists;
}

std::vector<Fault> find_faults(const Document& document, std::span<const std::string> ignored) {
  std::vector<std::string> lists = ignored_keywords(document);
  lists.insert(lists.end(), ignored.begin(), ignored.end());
  std::vector<Fault> faults;
  std::size_t number = 0;
  for_each_line(document, [&](const Line& line) {
    ++number;
    if (auto what = fault_of(line, lists)) faults.push_back({number, std::move(*what)});
  });
  return faults;
}

bool takes_one_path(std::string_view keyword) {
  return std::ranges::find(kOnePath, keyword) != kOnePath.end();
}

}  // namespace cloudx::sshconfig
