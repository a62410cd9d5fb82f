#include "hosts/repair.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "os/file.hpp"
#include "sshconfig/faults.hpp"
#include "sshconfig/shell_words.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;
using sshconfig::Document;
using sshconfig::Line;

namespace {

constexpr std::size_t kPositional = 2;  // %h %p
constexpr std::string_view kKeyPath = "--key-path";

bool has_quotes(std::string_view value) {
  return value.find_first_of("\"'\\") != std::string_view::npos;
}

// ssh_config(5), TOKENS and ENVIRONMENT VARIABLES: %d is the home directory.
bool begins_path(std::string_view word) {
  constexpr std::array<std::string_view, 3> kRoots = {"~", "%d", "${"};
  return fs::path(word).has_root_directory() ||
         std::ranges::any_of(kRoots, [&](std::string_view root) { return word.starts_with(root); });
}

// The one path that the words of the line are the parts of; nothing where they may be several.
std::optional<std::string> cut_path(const Line& line) {
  if (line.kind != sshconfig::LineKind::directive || !sshconfig::takes_one_path(line.keyword)) {
    return std::nullopt;
  }
  const std::vector<std::string> words = line.words();
  if (words.size() < 2 || has_quotes(line.value())) {
    return std::nullopt;
  }
  if (std::any_of(words.begin() + 1, words.end(), begins_path)) return std::nullopt;
  return std::string(line.value());
}

std::size_t quote_paths(std::vector<Line>& lines) {
  std::size_t changed = 0;
  for (Line& line : lines) {
    const auto path = cut_path(line);
    if (!path) continue;
    line = with_value(line, sshconfig::quoted_word(*path));
    ++changed;
  }
  return changed;
}

// "--key-path /home/jane doe/key.pub": behind %h and %p nothing but options can follow, so a word
// by itself goes on with the value before it.
void join_values(ProxyCommand& command) {
  std::size_t positional = 0;
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const ProxyArgument& word = command.arguments[i];
    if (!word.name.empty() || ++positional <= kPositional) continue;
    if (!word.value || i == 0) continue;
    ProxyArgument& before = command.arguments[i - 1];
    if (before.name.empty() || !before.value) continue;
    // In its place: the same option may stand there more than once.
    *before.value += " " + *word.value;
    before.raw = before.name + " " + sshconfig::shell_quoted(*before.value);
    command.arguments.erase(command.arguments.begin() + static_cast<std::ptrdiff_t>(i--));
  }
}

// "~/keys/mine.pub" is the key "mine" in the directory "~/keys".
void replace_key_path(ProxyCommand& command, const Directories& directories) {
  const auto path = command.option(kKeyPath);
  if (!path || path->empty()) return;
  fs::path key = os::expand_tilde(*path, directories.ssh.parent_path().string());
  if (key.extension() == ".pub") key.replace_extension();
  command.remove_option(kKeyPath);
  if (command.has_option("--ssh-key")) return;
  command.set_option("--ssh-key", key.filename().generic_string());
  command.set_option("--ssh-dir", key.has_parent_path() ? key.parent_path().generic_string() : ".");
}

bool mentions_predecessor(std::string_view command) {
  const bool by_uvx = command.contains("uvx") || command.contains("pipx");
  return command.contains("cloudx-client") || command.contains("cloudX-client") ||
         (by_uvx && (command.contains("cloudx-proxy") || command.contains("cloudX-proxy")));
}

std::optional<std::string> fault_of_command(const Line& line) {
  if (line.keyword != "proxycommand") return std::nullopt;
  const auto command = parse_proxy_command(line.value());
  if (!command) {
    if (!mentions_predecessor(line.value())) return std::nullopt;
    return "it runs the older program in a way that is not understood";
  }
  if (command->has_option(kKeyPath)) {
    return "this program has no --key-path, and what it names here is not known";
  }
  const auto words = std::ranges::count(command->arguments, std::string(), &ProxyArgument::name);
  if (static_cast<std::size_t>(words) > kPositional) return "there are words too many";
  return std::nullopt;
}

}  // namespace

std::size_t quote_paths(Document& document) {
  std::size_t changed = quote_paths(document.preamble);
  for (sshconfig::Block& block : document.blocks) changed += quote_paths(block.body);
  return changed;
}

std::string with_quoted_include(const std::string& main_config, const fs::path& own,
                                const fs::path& home, const sshconfig::Files& files) {
  Document document = sshconfig::parse(main_config);
  const auto mend = [&](std::vector<Line>& lines) {
    for (Line& line : lines) {
      const std::string value(line.value());
      const bool cut = line.keyword == "include" && line.words().size() > 1 && !has_quotes(value);
      if (!cut) continue;
      const bool anchored = fs::path(value).has_root_directory() || value.starts_with('~');
      const fs::path path =
          anchored ? os::expand_tilde(value, home.string()) : home / ".ssh" / value;
      if (files.canonical(path) != files.canonical(own)) continue;
      line = with_value(line, sshconfig::quoted_word(value));
    }
  };
  mend(document.preamble);
  for (sshconfig::Block& block : document.blocks) mend(block.body);
  return render(document);
}

std::string with_whole_program(std::string_view command) {
  // A word behind "connect" is none of the program's path.
  if (parse_proxy_command(command)) return std::string(command);
  const auto words = sshconfig::split_shell_words(command);
  if (!words || words->empty() || !words->front().text) return std::string(command);
  std::string program = *words->front().text;
  if (!fs::path(program).has_root_directory() && !program.starts_with("~/"))
    return std::string(command);
  for (std::size_t i = 1; i + 1 < words->size() && (*words)[i].text; ++i) {
    const std::string& word = *(*words)[i].text;
    program.append(" ").append(word);
    // What goes on in the middle of a path; "/usr/bin/env cloudx-proxy" is another thing.
    const bool ends = !fs::path(word).has_root_directory() && !word.starts_with('~') &&
                      !word.starts_with('.') &&
                      (word.ends_with("/cloudx-proxy") || word.ends_with("/cloudX-proxy")) &&
                      (*words)[i + 1].text == "connect";
    if (!ends) continue;
    std::string whole = sshconfig::shell_quoted(program);
    for (std::size_t rest = i + 1; rest < words->size(); ++rest) {
      whole.append(" ").append((*words)[rest].raw);
    }
    return whole;
  }
  return std::string(command);
}

void repair_command(ProxyCommand& command, const Directories& directories) {
  join_values(command);
  replace_key_path(command, directories);
}

std::vector<std::string> broken_lines(const Document& document, const Document& main_config) {
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const sshconfig::Fault& fault :
       find_faults(document, sshconfig::ignored_keywords(main_config))) {
    found.emplace_back(fault.line, "ssh refuses the file for it: " + fault.what);
  }
  std::size_t number = 0;
  const auto look = [&](const std::vector<Line>& lines) {
    for (const Line& line : lines) {
      ++number;
      if (const auto what = fault_of_command(line)) {
        found.emplace_back(number, fmt::format("{}: {}", *what, printable(line.value())));
      }
    }
  };
  look(document.preamble);
  for (const sshconfig::Block& block : document.blocks) {
    number += block.lead.size() + 1;
    look(block.body);
  }
  std::ranges::sort(found);
  std::vector<std::string> sentences;
  sentences.reserve(found.size());
  for (const auto& [line, what] : found) {
    sentences.push_back(fmt::format("line {} stays as it is: {}", line, what));
  }
  return sentences;
}

}  // namespace cloudx::hosts
