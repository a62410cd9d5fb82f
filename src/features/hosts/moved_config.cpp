#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "features/hosts/migrate.hpp"
#include "home/home_path.hpp"
#include "os/file.hpp"
#include "sshconfig/edit.hpp"
#include "sshconfig/include.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/shell_words.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;
using sshconfig::Line;
using sshconfig::LineKind;

namespace {

constexpr std::array<std::string_view, 10> kPathKeywords{
    "certificatefile",     "controlpath",       "globalknownhostsfile", "identityagent",
    "identityfile",        "include",           "pkcs11provider",       "revokedhostkeys",
    "securitykeyprovider", "userknownhostsfile"};

std::optional<std::string> moved_word(const std::string& word, bool relative_to_ssh,
                                      const Move& move) {
  const home::FolderMove folder{move.from, move.to, move.home};
  if (const auto moved = home::moved_path(word, folder)) return moved;
  if (!relative_to_ssh || fs::path(word).has_root_directory() || word.starts_with('~'))
    return std::nullopt;
  const fs::path ssh = move.home / ".ssh";
  const auto moved = home::moved_path((ssh / word).generic_string(), folder);
  if (!moved) return std::nullopt;
  const fs::path relative = fs::path(*moved).lexically_relative(ssh);
  const bool below = !relative.empty() && relative.begin()->string() != "..";
  return below ? relative.generic_string() : *moved;
}

void move_paths(Line& line, const Move& move) {
  std::string value;
  bool changed = false;
  for (const std::string& word : line.words()) {
    const auto moved = moved_word(word, line.keyword == "include", move);
    changed = changed || moved.has_value();
    value.append(value.empty() ? "" : " ").append(sshconfig::quoted_word(moved.value_or(word)));
  }
  if (changed) line = with_value(line, value);
}

// A pattern such as ~/.ssh/vs*/config names the old file and not the new one.
bool loses_file(const Line& before, const Line& after, const Move& move) {
  const sshconfig::DiskFiles files;
  const auto covers = [&](const Line& line, const fs::path& directory) {
    sshconfig::Document document;
    document.preamble.push_back(line);
    return include_of(document, directory / "config", move.home, files) != nullptr;
  };
  return covers(before, move.from) && !covers(after, move.to);
}

// The value of an option; where the shell has to expand it, as it is written there.
std::optional<std::string> written_option(const ProxyCommand& command, std::string_view name) {
  if (auto value = command.option(name)) return value;
  for (const ProxyArgument& argument : command.arguments) {
    const std::size_t end = argument.raw.find_first_of(" =");
    if (argument.name == name && end != std::string::npos) return argument.raw.substr(end + 1);
  }
  return std::nullopt;
}

void move_options(ProxyCommand& command, const Move& move) {
  for (const char* option : {"--ssh-dir", "--ssh-config"}) {
    const auto value = written_option(command, option);
    const auto moved = value ? moved_word(*value, false, move) : std::nullopt;
    if (!moved) continue;
    // Only the tilde is expanded by the program itself.
    const fs::path path = home::expand_home(*moved, move.home);
    command.set_option(option, fs::path(*moved).has_root_directory()
                                   ? *moved
                                   : "~/" + path.lexically_relative(move.home).generic_string());
  }
}

// A word that begins with the home directory in a form that is expanded later: "$HOME/...".
std::optional<std::string> moved_unexpanded_word(std::string_view raw, const Move& move) {
  const bool in_quotes = raw.size() > 1 && raw.starts_with('"') && raw.ends_with('"');
  if (in_quotes) raw = raw.substr(1, raw.size() - 2);
  const std::size_t slash = raw.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  if (raw.substr(slash).find_first_of("$`*?[{%\\\"'") != std::string_view::npos)
    return std::nullopt;
  const auto moved = moved_word(std::string(raw), false, move);
  if (!moved || fs::path(*moved).has_root_directory())
    return moved.transform(sshconfig::shell_quoted);
  return moved->substr(0, slash + 1) + sshconfig::shell_quoted(moved->substr(slash + 1));
}

std::optional<std::string> moved_command_word(const sshconfig::ShellWord& word, const Move& move) {
  if (!word.text) return moved_unexpanded_word(word.raw, move);
  const auto moved = moved_word(*word.text, false, move);
  if (!moved) return std::nullopt;
  const bool tilde = moved->starts_with("~/");
  return tilde ? "~/" + sshconfig::shell_quoted(moved->substr(2)) : sshconfig::shell_quoted(*moved);
}

// Another program's command: its words that are paths.
std::string moved_command(std::string_view text, const Move& move) {
  const auto words = sshconfig::split_shell_words(text);
  if (!words) return std::string(text);
  std::string out;
  bool changed = false;
  for (const sshconfig::ShellWord& word : *words) {
    const auto moved = moved_command_word(word, move);
    changed = changed || moved.has_value();
    out.append(out.empty() ? "" : " ").append(moved.value_or(word.raw));
  }
  return changed ? out : std::string(text);
}

void move_command(Line& line, const Move& move) {
  auto command = parse_proxy_command(line.value());
  if (line.keyword != "proxycommand" || !command) {
    const std::string moved = moved_command(line.value(), move);
    if (moved != line.value()) line = with_value(line, moved);
    return;
  }
  // Before the move ~/.ssh/vscode was there, and no ~/.ssh/cloudX.
  const Directories before{move.home / ".ssh", false, true};
  ProgramDefaults kept = defaults_of(*command, before);
  if (kept.directory == move.from) kept.directory = move.to;
  move_options(*command, move);
  keep_defaults(*command, kept, defaults_of(*command, move.directories_after));
  const std::string moved = format(*command);
  if (moved != line.value()) line = with_value(line, moved);
}

void move_lines(std::vector<Line>& lines, const Move& move) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].kind != LineKind::directive) continue;
    const Line before = lines[i];
    const bool path = std::ranges::find(kPathKeywords, lines[i].keyword) != kPathKeywords.end();
    if (path) move_paths(lines[i], move);
    if (sshconfig::takes_command(lines[i].keyword)) move_command(lines[i], move);
    if (lines[i].keyword != "include" || !loses_file(before, lines[i], move)) continue;
    std::string text = std::string(before.indentation()) + "Include ";
    text += sshconfig::quoted_word((move.to / "config").generic_string());
    const std::string ending = before.ending.empty() ? "\n" : before.ending;
    lines[i].ending = ending;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                 sshconfig::make_line(std::move(text), ending));
    ++i;
  }
}

}  // namespace

std::string moved_config(const std::string& text, const Move& move) {
  sshconfig::Document document = sshconfig::parse(text);
  move_lines(document.preamble, move);
  for (sshconfig::Block& block : document.blocks) move_lines(block.body, move);
  return render(document);
}

}  // namespace cloudx::hosts
