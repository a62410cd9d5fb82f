#include "sshconfig/resolve.hpp"

#include <algorithm>
#include <utility>

#include "sshconfig/include.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/match.hpp"
#include "sshconfig/pattern.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

namespace {

struct Including {
  const fs::path& home;
  const Files& files;
};

class Reader {
 public:
  Reader(std::string_view host, const Including* including) : host_(host), including_(including) {}

  void read(const Document& document, int depth) {
    for (const Line& line : document.preamble) take(line, depth);
    for (const Block& block : document.blocks) {
      if (!applies(block)) continue;
      for (const Line& line : block.body) take(line, depth);
    }
  }

  Resolution found;

 private:
  bool applies(const Block& block) {
    if (block.kind == BlockKind::host) return match_patterns(host_, block.patterns());
    const Decision decision =
        decide_match(block.header, host_, found.value("hostname").value_or(std::string(host_)));
    if (decision == Decision::unknown) found.undecided = true;
    return decision == Decision::yes;
  }

  void take(const Line& line, int depth) {
    if (line.kind != LineKind::directive) return;
    if (line.keyword == "include" && including_ != nullptr) {
      if (depth < kMaximalDepth) include(line, depth);
      return;
    }
    const std::string_view name = setting_of(line.keyword);
    const bool taken = std::ranges::any_of(
        found.settings, [&](const Setting& known) { return setting_of(known.keyword) == name; });
    if (taken && !is_cumulative(line.keyword) && line.keyword != "include") return;
    Setting setting{line.keyword, line.words()};
    // ssh keeps the first of two equal identities.
    const bool again = std::ranges::find(found.settings, setting) != found.settings.end();
    if (!again || line.keyword != "identityfile") found.settings.push_back(std::move(setting));
  }

  void include(const Line& line, int depth) {
    for (const fs::path& file : included_files(line, including_->home, including_->files)) {
      if (const auto text = including_->files.read(file)) read(parse(*text), depth + 1);
    }
  }

  std::string_view host_;
  const Including* including_;
};

class Names {
 public:
  explicit Names(const Including* including) : including_(including) {}

  void read(const Document& document, int depth) {
    for (const Line& line : document.preamble) include(line, depth);
    for (const Block& block : document.blocks) {
      for (std::string& pattern : block.patterns()) {
        if (is_concrete(pattern) && std::ranges::find(found, pattern) == found.end()) {
          found.push_back(std::move(pattern));
        }
      }
      for (const Line& line : block.body) include(line, depth);
    }
  }

  std::vector<std::string> found;

 private:
  void include(const Line& line, int depth) {
    if (including_ == nullptr || line.keyword != "include" || depth >= kMaximalDepth) return;
    for (const fs::path& file : included_files(line, including_->home, including_->files)) {
      if (const auto text = including_->files.read(file)) read(parse(*text), depth + 1);
    }
  }

  const Including* including_;
};

}  // namespace

std::optional<std::string> first_value(const Block& block, std::string_view keyword) {
  const std::string canonical = canonical_keyword(keyword);
  for (const Line& line : block.body) {
    if (line.keyword != canonical) continue;
    const std::vector<std::string> words = line.words();
    if (!words.empty()) return words.front();
  }
  return std::nullopt;
}

std::optional<std::string> Resolution::value(std::string_view keyword) const {
  const auto found = std::ranges::find(settings, canonical_keyword(keyword), &Setting::keyword);
  if (found == settings.end() || found->words.empty()) return std::nullopt;
  return found->words.front();
}

Resolution resolve(const Document& document, std::string_view host) {
  Reader reader(host, nullptr);
  reader.read(document, 0);
  return std::move(reader.found);
}

Resolution resolve(const Document& document, std::string_view host, const fs::path& home,
                   const Files& files) {
  const Including including{home, files};
  Reader reader(host, &including);
  reader.read(document, 0);
  return std::move(reader.found);
}

std::vector<std::string> concrete_hosts(const Document& document) {
  Names names(nullptr);
  names.read(document, 0);
  return std::move(names.found);
}

std::vector<std::string> concrete_hosts(const Document& document, const fs::path& home,
                                        const Files& files) {
  const Including including{home, files};
  Names names(&including);
  names.read(document, 0);
  return std::move(names.found);
}

}  // namespace cloudx::sshconfig
