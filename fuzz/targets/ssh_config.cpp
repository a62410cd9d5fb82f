// ssh_config files: whatever the text is, it is itself again, and an edit leaves all other lines.
//
// Input: a byte that chooses the block to edit, a block with a value, then the file.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "hosts/tier_edit.hpp"
#include "hosts/tiers.hpp"
#include "sshconfig/edit.hpp"
#include "sshconfig/path_pattern.hpp"
#include "sshconfig/resolve.hpp"
#include "sshconfig/tokens.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::hosts;
using namespace cloudx::sshconfig;
using fuzz::expect;

std::vector<std::string> texts(const Document& document) {
  std::vector<std::string> lines;
  const auto take = [&](const std::vector<Line>& some) {
    for (const Line& line : some) lines.push_back(line.text);
  };
  take(document.preamble);
  for (const Block& block : document.blocks) {
    take(block.lead);
    lines.push_back(block.header.text);
    take(block.body);
  }
  return lines;
}

// Each line of `before` is in `after`, in the same order.
bool keeps_lines(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  auto at = after.begin();
  for (const std::string& line : before) {
    at = std::find(at, after.end(), line);
    if (at == after.end()) return false;
    ++at;
  }
  return true;
}

// As they are once a line follows the last one: a carriage return at the very end of a file is part
// of that line, and of its ending when a line feed comes behind it.
std::vector<std::string> with_line_end(std::vector<std::string> lines) {
  if (!lines.empty() && lines.back().ends_with('\r')) lines.back().pop_back();
  return lines;
}

void check_reparsed(const Document& document) {
  const std::string text = render(document);
  expect(render(parse(text)) == text, "what was edited is itself again");
  expect(texts(parse(text)) == texts(document), "lines stay lines");
}

void check_directive(const Document& original, std::size_t chosen, const std::string& value) {
  Document document = original;
  const std::size_t block = chosen % document.blocks.size();
  set_directive(document, block, "HostKeyAlias", value);
  check_reparsed(document);
  expect(first_value(document.blocks[block], "HostKeyAlias") == value, "a value is read as set");
  expect(!set_directive(document, block, "HostKeyAlias", value), "a second time changes nothing");
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    const auto same = [](const Line& a, const Line& b) { return a.text == b.text; };
    expect(i == block || std::ranges::equal(document.blocks[i].body, original.blocks[i].body, same),
           "other blocks stay");
  }
  Document more = original;
  add_directive(more, block, "HostKeyAlias", value);
  check_reparsed(more);
  const bool kept = keeps_lines(texts(original), texts(more)) ||
                    keeps_lines(with_line_end(texts(original)), texts(more));
  expect(kept, "an added line leaves the others");
}

void check_tiers(const Document& original, const std::string& id) {
  const Stamp stamp{"v1", "2026-01-31 12:00:00"};
  EnvironmentSettings environment{"team", "my-env", id, {}, make_proxy_command("/p/cloudx-proxy")};
  environment.proxy_command.set_option("--profile", id);
  const GenericSettings generic{.prefix = "team"};
  const HostSettings host{"team", "my-env", "web", id, {}, {}, {}, {}};
  Document document = original;
  add_generic(document, generic, stamp);
  add_environment(document, environment, stamp);
  put_host(document, host, stamp);
  check_reparsed(document);
  Document again = parse(render(document));
  const bool changed = add_generic(again, generic, stamp) ||
                       add_environment(again, environment, stamp) || put_host(again, host, stamp);
  expect(!changed, "adding the same again changes nothing");
}

void check_path_pattern(const std::string& name, std::string_view text) {
  std::string pattern;
  for (const char c : name) pattern.append(1, '\\').append(1, c);
  expect(match_path(name, pattern), "a name matches itself, written with backslashes");
  (void)match_path(text, name);
  (void)match_path(name, text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t chosen = input.byte();
  const std::string value(as_text(input.block()));
  const std::string_view text = input.text();
  const Document document = parse(text);
  expect(render(document) == text, "a file is itself again");
  (void)find_tiers(document, find_prefixes(document));
  for (const std::string& host : concrete_hosts(document)) (void)resolve(document, host);
  check_path_pattern(value, text);
  if (!can_be_written(value) || value.contains('\f')) return 0;
  if (value.empty()) return 0;  // nobody sets nothing
  if (!document.blocks.empty()) check_directive(document, chosen, value);
  check_tiers(document, value);
  return 0;
}
