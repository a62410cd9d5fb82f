#include "sshconfig/edit.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sshconfig/keyword.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::sshconfig {

namespace {

constexpr std::string_view kIndentation = "    ";

std::string written(std::string_view canonical, std::string_view value) {
  return takes_command(canonical) ? std::string(value) : quoted_word(value);
}

Line& last_line(Block& block) {
  return block.body.empty() ? block.header : block.body.back();
}

// Where the last line above has no newline, one must be added before another line can follow.
void end_line(Line& line, const std::string& newline) {
  if (!line.ending.empty()) return;
  const bool carriage = line.text.ends_with('\r');
  if (carriage) line.text.pop_back();
  line = make_line(std::move(line.text), carriage ? "\r\n" : newline);
}

void end_lines_above(Document& document, std::size_t index) {
  const std::string newline = document.newline();
  if (index > 0) {
    end_line(last_line(document.blocks[index - 1]), newline);
  } else if (!document.preamble.empty()) {
    end_line(document.preamble.back(), newline);
  }
}

auto last_directive(std::vector<Line>& body) {
  return std::ranges::find(body.rbegin(), body.rend(), LineKind::directive, &Line::kind);
}

// Behind the last directive; comments and blanks at the end stay there.
void append_to_body(Document& document, std::size_t index, std::string text) {
  Block& block = document.blocks[index];
  const std::string newline = document.newline();
  const auto last = last_directive(block.body);
  Line& above = last == block.body.rend() ? block.header : *last;
  end_line(above, newline);
  block.body.insert(last.base(), make_line(std::move(text), above.ending));
}

std::string indentation_of(Block& block) {
  const auto last = last_directive(block.body);
  if (last != block.body.rend()) return std::string(last->indentation());
  return std::string(block.header.indentation()).append(kIndentation);
}

}  // namespace

bool can_be_written(std::string_view value) {
  return value.find_first_of(std::string_view("\n\r\0", 3)) == std::string_view::npos;
}

Block make_host_block(const Document& document, std::span<const std::string> patterns,
                      std::span<const std::string> lead) {
  const std::string newline = document.newline();
  Block block;
  for (const std::string& line : lead) block.lead.push_back(make_line(line, newline));
  std::string header = "Host";
  for (const std::string& pattern : patterns) header.append(" ").append(quoted_word(pattern));
  block.header = make_line(std::move(header), newline);
  return block;
}

void insert_block(Document& document, std::size_t index, Block block) {
  end_lines_above(document, index);
  end_line(last_line(block), document.newline());
  document.blocks.insert(document.blocks.begin() + static_cast<std::ptrdiff_t>(index),
                         std::move(block));
}

void remove_block(Document& document, std::size_t index) {
  document.blocks.erase(document.blocks.begin() + static_cast<std::ptrdiff_t>(index));
}

void move_block(Document& document, std::size_t from, std::size_t to) {
  if (from == to) return;
  Block block = std::move(document.blocks[from]);
  remove_block(document, from);
  insert_block(document, to, std::move(block));
}

void insert_at_top(Document& document, std::string_view keyword, std::string_view value) {
  std::string text(keyword);
  text.append(" ").append(written(canonical_keyword(keyword), value));
  Line line = make_line(std::move(text), document.newline());
  document.preamble.insert(document.preamble.begin(), std::move(line));
}

bool set_directive(Document& document, std::size_t block, std::string_view keyword,
                   std::string_view value) {
  const std::string canonical = canonical_keyword(keyword);
  std::vector<Line>& body = document.blocks[block].body;
  const auto first = std::ranges::find(body, canonical, &Line::keyword);
  if (first == body.end()) {
    add_directive(document, block, keyword, value);
    return true;
  }
  const std::vector<std::string> words = first->words();
  const bool same = words.size() == 1 && words.front() == value;
  if (!same) *first = with_value(*first, written(canonical, value));
  const auto further = std::remove_if(std::next(first), body.end(),
                                      [&](const Line& line) { return line.keyword == canonical; });
  const bool removed = further != body.end();
  body.erase(further, body.end());
  return !same || removed;
}

void add_directive(Document& document, std::size_t block, std::string_view keyword,
                   std::string_view value) {
  Block& changed = document.blocks[block];
  const auto sibling = last_directive(changed.body);
  const std::string_view separator =
      sibling == changed.body.rend() || sibling->separator().empty() ? " " : sibling->separator();
  std::string text = indentation_of(changed);
  text.append(keyword).append(separator).append(written(canonical_keyword(keyword), value));
  append_to_body(document, block, std::move(text));
}

void add_comment(Document& document, std::size_t block, std::string_view text) {
  Block& changed = document.blocks[block];
  std::string line = indentation_of(changed);
  line.append("# ").append(text);
  end_line(last_line(changed), document.newline());
  changed.body.push_back(make_line(std::move(line), document.newline()));
}

bool remove_directive(Document& document, std::size_t block, std::string_view keyword) {
  const std::string canonical = canonical_keyword(keyword);
  return std::erase_if(document.blocks[block].body,
                       [&](const Line& line) { return line.keyword == canonical; }) > 0;
}

}  // namespace cloudx::sshconfig
