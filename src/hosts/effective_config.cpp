#include "hosts/effective_config.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "hosts/proxy_command.hpp"
#include "sshconfig/changed_files.hpp"
#include "sshconfig/reader.hpp"
#include "sshconfig/resolve.hpp"

namespace cloudx::hosts {

using sshconfig::ChangedFiles;
using sshconfig::Document;
using sshconfig::Reader;
using sshconfig::Setting;

namespace {

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
                               const ConfigContext& config_context, const sshconfig::Files& files) {
  std::set<std::string> names{"example.invalid"};
  add_names(before, names);
  add_names(main_config, names);
  for (std::string& name : concrete_hosts(main_config, config_context.home, files)) {
    names.insert(std::move(name));
  }
  return names;
}

// Whether two answers of ssh are the same, whatever program a ProxyCommand of ours runs.
class Comparison {
 public:
  bool same(const Reader::Answer& one, const Reader::Answer& other) {
    if (one.undecided != other.undecided) return false;
    return equal(one.settings, other.settings) || meaning_of(one) == meaning_of(other);
  }

 private:
  using Words = std::vector<std::string>;
  // The values of each keyword. Settings of different keywords may change places; those of one may
  // not.
  using Meaning = std::map<std::string_view, std::vector<Words>>;

  static bool equal(const std::vector<const Setting*>& one,
                    const std::vector<const Setting*>& other) {
    return std::ranges::equal(one, other,
                              [](const Setting* a, const Setting* b) { return *a == *b; });
  }

  Meaning meaning_of(const Reader::Answer& answer) {
    Meaning meaning;
    for (const Setting* setting : answer.settings) {
      Words words = setting->words;
      if (setting->keyword == "proxycommand") words.front() = without_program(words.front());
      meaning[setting->keyword].push_back(std::move(words));
    }
    return meaning;
  }

  const std::string& without_program(const std::string& command) {
    const auto [at, is_new] = commands_.try_emplace(command, command);
    auto ours = is_new ? parse_proxy_command(command) : std::nullopt;
    if (ours) {
      ours->launcher.clear();
      ours->program = "cloudx-proxy";
      at->second = format(*ours);
    }
    return at->second;
  }

  std::map<std::string, std::string> commands_;  // of the few that there are
};

// Our own file before or after the change, and what the main config reads then.
struct Version {
  Version(const std::string& text, const ConfigContext& config_context)
      : files(config_context.files, config_context.config, text),
        own(sshconfig::parse(text)),
        main(sshconfig::parse(files.read(config_context.main_config).value_or(""))),
        own_reader(own, config_context.home, files) {}

  ChangedFiles files;
  Document own;
  Document main;
  Reader own_reader;
};

bool has_match(const Document& document) {
  return std::ranges::any_of(document.blocks, [](const sshconfig::Block& block) {
    return block.kind == sshconfig::BlockKind::match;
  });
}

bool same_for_all(const std::set<std::string>& names, const Rename& rename, const Reader& before,
                  const Reader& after, Comparison& comparison) {
  return std::ranges::all_of(names, [&](const std::string& name) {
    return comparison.same(before.look_up(name), after.look_up(rename ? rename(name) : name));
  });
}

}  // namespace

bool same_effect(const std::string& before, const std::string& after,
                 const ConfigContext& config_context, const Rename& rename) {
  const Version old_one(before, config_context);
  const Version new_one(after, config_context);
  Comparison comparison;
  const auto names = names_of(old_one.own, old_one.main, config_context, old_one.files);
  if (!same_for_all(names, rename, old_one.own_reader, new_one.own_reader, comparison)) {
    return false;
  }
  // The main config is the same but for our file in it, which says the same; only a Match in it
  // could look at what was said before, and only a new name meet other blocks there.
  if (!rename && !has_match(old_one.own) && !has_match(new_one.own)) return true;
  const Reader old_main(old_one.main, config_context.home, old_one.files);
  const Reader new_main(new_one.main, config_context.home, new_one.files);
  return same_for_all(names, rename, old_main, new_main, comparison);
}

}  // namespace cloudx::hosts
