#include "features/doctor/include_check.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "sshconfig/document.hpp"
#include "sshconfig/include.hpp"
#include "sshconfig/resolve.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::doctor {

namespace {

using sshconfig::Document;
using sshconfig::Line;

// Settings of ours that one above the Include would replace.
constexpr std::array<std::string_view, 8> kOurs = {
    "user",          "hostname",    "proxycommand",   "proxyjump",
    "identityagent", "controlpath", "identitiesonly", "port"};

bool reads(const Line& line, const IncludeQuestion& question, const sshconfig::Files& files) {
  if (line.keyword != "include") return false;
  const auto wanted = files.canonical(question.our_config);
  const auto included = sshconfig::included_files(line, question.home, files);
  return std::ranges::any_of(included,
                             [&](const auto& file) { return files.canonical(file) == wanted; });
}

// The block whose body has the Include line.
const sshconfig::Block* block_with_include(const Document& document,
                                           const IncludeQuestion& question,
                                           const sshconfig::Files& files) {
  for (const sshconfig::Block& block : document.blocks) {
    for (const Line& line : block.body) {
      if (reads(line, question, files)) return &block;
    }
  }
  return nullptr;
}

bool counts_for_all(const sshconfig::Block& block) {
  const auto words = block.header.words();
  return words.size() == 1 && words[0] == (block.kind == sshconfig::BlockKind::host ? "*" : "all");
}

std::vector<std::string> set_above(const Document& document, const Line& include) {
  std::vector<std::string> found;
  for (const Line& line : document.preamble) {
    if (&line == &include) break;
    const bool ours = std::ranges::find(kOurs, line.keyword) != kOurs.end();
    if (ours) found.emplace_back(line.text.substr(line.keyword_at));
  }
  return found;
}

std::string quoted_list(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines)
    out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", line);
  return out;
}

std::string first_line_remedy(const IncludeQuestion& question) {
  return fmt::format("make  Include {}  the first line of {} ({} does so)",
                     sshconfig::quoted_word(question.our_config.generic_string()),
                     question.main_config.string(), question.setup);
}

}  // namespace

Finding check_include(const IncludeQuestion& question, const sshconfig::Files& files) {
  const std::string name = "ssh Include";
  const auto ours = files.read(question.our_config);
  if (!ours) return skipped(name, question.our_config.string() + " does not exist");
  if (files.canonical(question.our_config) == files.canonical(question.main_config)) {
    return good(name, "the hosts stand in the main config itself");
  }
  if (!question.host.empty() &&
      !sshconfig::resolve(sshconfig::parse(*ours), question.host).value("hostname")) {
    return skipped(
        name, fmt::format("{} does not stand in {}", question.host, question.our_config.string()));
  }
  const Document main = sshconfig::parse(files.read(question.main_config).value_or(""));
  const Line* include = sshconfig::include_of(main, question.our_config, question.home, files);
  if (include != nullptr) {
    const auto above = set_above(main, *include);
    if (above.empty()) return good(name, question.our_config.string());
    return warning(
        name, fmt::format("above it stands {}, which wins over our settings", quoted_list(above)),
        first_line_remedy(question));
  }
  const sshconfig::Block* block = block_with_include(main, question, files);
  if (block != nullptr && counts_for_all(*block)) {
    return warning(name,
                   fmt::format("it stands inside the block \"{}\": whatever is above it wins over "
                               "our settings",
                               block->header.text),
                   first_line_remedy(question));
  }
  if (block != nullptr) {
    return failure(
        name,
        fmt::format("it belongs to the block \"{}\" and counts for that alone", block->header.text),
        first_line_remedy(question));
  }
  return failure(name,
                 fmt::format("{} does not read {}", question.main_config.string(),
                             question.our_config.string()),
                 first_line_remedy(question));
}

}  // namespace cloudx::doctor
