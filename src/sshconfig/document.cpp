#include "sshconfig/document.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cloudx::sshconfig {

namespace {

using Lines = std::vector<Line>;

Lines split_lines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t feed = text.find('\n');
    const bool ended = feed != std::string_view::npos;
    std::string_view line = text.substr(0, feed);
    text.remove_prefix(ended ? feed + 1 : text.size());
    const bool carriage = ended && line.ends_with('\r');
    if (carriage) line.remove_suffix(1);
    lines.push_back(make_line(std::string(line), !ended ? "" : carriage ? "\r\n" : "\n"));
  }
  return lines;
}

bool says_nothing(const Line& line) {
  return line.kind == LineKind::blank || line.kind == LineKind::comment;
}

// Cuts the lead of the next block off the end of the block above it.
Lines take_lead(Lines& above) {
  auto begin = above.end();
  while (begin != above.begin() && says_nothing(*std::prev(begin))) --begin;
  // A comment that is indented like the directives above it goes on with them.
  while (begin != above.end() && begin->kind == LineKind::comment &&
         !begin->text.starts_with('#')) {
    ++begin;
  }
  Lines lead(std::make_move_iterator(begin), std::make_move_iterator(above.end()));
  above.erase(begin, above.end());
  return lead;
}

// Above the first block stands what is said of the whole file.
Lines take_first_lead(Lines& preamble) {
  auto begin = preamble.end();
  while (begin != preamble.begin() && std::prev(begin)->kind == LineKind::comment) --begin;
  Lines lead(std::make_move_iterator(begin), std::make_move_iterator(preamble.end()));
  preamble.erase(begin, preamble.end());
  return lead;
}

void render_lines(const Lines& lines, std::string& out) {
  for (const Line& line : lines) out.append(line.text).append(line.ending);
}

}  // namespace

std::vector<std::string> Block::patterns() const {
  return kind == BlockKind::host ? header.words() : std::vector<std::string>();
}

std::string Document::newline() const {
  const Line* first = !preamble.empty() ? &preamble.front() : nullptr;
  if (first == nullptr && !blocks.empty()) {
    first = blocks.front().lead.empty() ? &blocks.front().header : &blocks.front().lead.front();
  }
  return first != nullptr && first->ending == "\r\n" ? "\r\n" : "\n";
}

Document parse(std::string_view text) {
  Document document;
  for (Line& line : split_lines(text)) {
    Lines& above = document.blocks.empty() ? document.preamble : document.blocks.back().body;
    if (!line.opens_block()) {
      above.push_back(std::move(line));
      continue;
    }
    Block block;
    block.kind = line.keyword == "host" ? BlockKind::host : BlockKind::match;
    block.lead = document.blocks.empty() ? take_first_lead(above) : take_lead(above);
    block.header = std::move(line);
    document.blocks.push_back(std::move(block));
  }
  return document;
}

std::string render(const Document& document) {
  std::string out;
  render_lines(document.preamble, out);
  for (const Block& block : document.blocks) {
    render_lines(block.lead, out);
    out.append(block.header.text).append(block.header.ending);
    render_lines(block.body, out);
  }
  return out;
}

}  // namespace cloudx::sshconfig
