#include <algorithm>
#include <cctype>
#include <charconv>
#include <ranges>
#include <sstream>

#include "cli/picker.hpp"

namespace cloudx::cli {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

bool has_all_words(std::string_view line, std::string_view search) {
  const std::string text = lower(line);
  std::istringstream words(lower(search));
  for (std::string word; words >> word;) {
    if (!text.contains(word)) return false;
  }
  return true;
}

}  // namespace

Selection::Selection(const std::vector<std::string>& lines, std::size_t marked) : lines_(lines) {
  narrow();
  if (marked < matches_.size()) at_ = marked;
}

std::optional<std::size_t> Selection::marked() const {
  if (matches_.empty()) return std::nullopt;
  return matches_[at_];
}

void Selection::type(char c) {
  search_ += c;
  narrow();
}

void Selection::erase() {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  while (!search_.empty() && continues(search_.back())) search_.pop_back();
  if (!search_.empty()) search_.pop_back();
  narrow();
}

void Selection::move(int by) {
  if (matches_.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(matches_.size()) - 1;
  const auto wanted = static_cast<std::ptrdiff_t>(at_) + by;
  at_ = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(wanted, 0, last));
}

std::size_t Selection::first_shown(std::size_t height) const {
  if (matches_.size() <= height || at_ < height / 2) return 0;
  return std::min(at_ - height / 2, matches_.size() - height);
}

void Selection::narrow() {
  matches_.clear();
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (has_all_words(lines_[i], search_)) matches_.push_back(i);
  }
  at_ = 0;
}

std::optional<std::size_t> matching_choice(const std::vector<std::string>& lines,
                                           std::string_view answer) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(answer.data(), answer.data() + answer.size(), number);
  if (error == std::errc() && end == answer.data() + answer.size()) {
    if (number < 1 || number > lines.size()) return std::nullopt;
    return number - 1;
  }
  Selection selection(lines);
  for (const char c : answer) selection.type(c);
  if (answer.empty() || selection.matches().size() != 1) return std::nullopt;
  return selection.marked();
}

}  // namespace cloudx::cli
