#include "features/hosts/meaning.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "sshconfig/pattern.hpp"
#include "sshconfig/proxy_command.hpp"
#include "sshconfig/resolve.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;
using sshconfig::Document;
using sshconfig::Resolution;

namespace {

// The file system with one file changed.
class Overlay final : public sshconfig::Files {
 public:
  Overlay(const World& world, const std::string& text)
      : world_(world), file_(world.files.canonical(world.config)), text_(text) {}

  [[nodiscard]] std::optional<std::string> read(const fs::path& file) const override {
    if (world_.files.canonical(file) == file_) return text_;
    return world_.files.read(file);
  }
  [[nodiscard]] std::vector<fs::path> glob(const std::string& pattern) const override {
    return world_.files.glob(pattern);
  }
  [[nodiscard]] fs::path canonical(const fs::path& path) const override {
    return world_.files.canonical(path);
  }

 private:
  const World& world_;
  fs::path file_;
  const std::string& text_;
};

// One name that the pattern matches.
std::string example(std::string_view pattern) {
  if (pattern.starts_with('!')) pattern.remove_prefix(1);
  std::string name;
  for (const char c : pattern) {
    if (c == '*') {
      name += "example";
    } else {
      name += c == '?' ? 'x' : c;
    }
  }
  return name;
}

void add_names(const Document& document, std::set<std::string>& names) {
  for (const sshconfig::Block& block : document.blocks) {
    for (const std::string& pattern : block.patterns()) names.insert(example(pattern));
  }
}

std::set<std::string> names_of(const Document& before, const Document& main_config,
                               const World& world) {
  std::set<std::string> names{"example.invalid"};
  add_names(before, names);
  add_names(main_config, names);
  for (std::string& name : concrete_hosts(main_config, world.home, world.files)) {
    names.insert(std::move(name));
  }
  return names;
}

// The values of each keyword. Settings of different keywords may change places; those of one may
// not.
using Meaning = std::map<std::string, std::vector<std::vector<std::string>>>;

Meaning meaning_of(const Resolution& resolution) {
  Meaning meaning;
  for (sshconfig::Setting setting : resolution.settings) {
    const auto ours = setting.keyword == "proxycommand"
                          ? sshconfig::parse_proxy_command(setting.words.front())
                          : std::nullopt;
    if (ours) {
      sshconfig::ProxyCommand plain = *ours;
      plain.launcher.clear();
      plain.program = "cloudx-proxy";
      setting.words.front() = format(plain);
    }
    meaning[setting.keyword].push_back(std::move(setting.words));
  }
  return meaning;
}

bool same(const Resolution& one, const Resolution& other) {
  return one.undecided == other.undecided && meaning_of(one) == meaning_of(other);
}

}  // namespace

bool same_meaning(const std::string& before, const std::string& after, const World& world,
                  const Rename& rename) {
  const Document old_document = sshconfig::parse(before);
  const Document new_document = sshconfig::parse(after);
  const Overlay old_files(world, before);
  const Overlay new_files(world, after);
  const Document old_main = sshconfig::parse(old_files.read(world.main_config).value_or(""));
  const Document new_main = sshconfig::parse(new_files.read(world.main_config).value_or(""));
  const auto names = names_of(old_document, old_main, world);
  return std::ranges::all_of(names, [&](const std::string& name) {
    const std::string renamed = rename ? rename(name) : name;
    return same(resolve(old_document, name, world.home, old_files),
                resolve(new_document, renamed, world.home, new_files)) &&
           same(resolve(old_main, name, world.home, old_files),
                resolve(new_main, renamed, world.home, new_files));
  });
}

}  // namespace cloudx::hosts
