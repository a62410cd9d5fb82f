#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "features/hosts/migrate.hpp"
#include "sshconfig/edit.hpp"
#include "sshconfig/include.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/shell_words.hpp"
#include "sshconfig/words.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;
using sshconfig::Line;
using sshconfig::LineKind;

namespace {

constexpr std::array<std::string_view, 10> kPathKeywords{
    "certificatefile",     "controlpath",       "globalknownhostsfile", "identityagent",
    "identityfile",        "include",           "pkcs11provider",       "revokedhostkeys",
    "securitykeyprovider", "userknownhostsfile"};

// `path` below `from` (or `from` itself), below `to` instead.
std::optional<fs::path> rebased(const fs::path& path, const Move& move) {
  const fs::path normal = path.lexically_normal();
  const auto [at_from, at_path] = std::ranges::mismatch(move.from, normal);
  if (at_from != move.from.end()) return std::nullopt;
  fs::path moved = move.to;
  for (auto part = at_path; part != normal.end(); ++part) moved /= *part;
  return moved;
}

// "~/..." where that is possible.
std::string with_tilde(const fs::path& path, const fs::path& home) {
  const fs::path relative = path.lexically_relative(home);
  const bool below = !relative.empty() && relative.begin()->string() != "..";
  return below ? "~/" + relative.string() : path.string();
}

std::optional<std::string> moved_word(const std::string& word, bool relative_to_ssh,
                                      const Move& move) {
  if (word.starts_with("~/")) {
    const auto moved = rebased(expand_tilde(word, move.home.string()), move);
    return moved.transform([&](const fs::path& path) { return with_tilde(path, move.home); });
  }
  if (word.starts_with('/')) {
    return rebased(word, move).transform([](const fs::path& path) { return path.string(); });
  }
  if (!relative_to_ssh) return std::nullopt;
  const fs::path ssh = move.home / ".ssh";
  const auto moved = rebased(ssh / word, move);
  if (!moved) return std::nullopt;
  const fs::path relative = moved->lexically_relative(ssh);
  const bool below = !relative.empty() && relative.begin()->string() != "..";
  return below ? relative.string() : moved->string();
}

void move_paths(Line& line, const Move& move) {
  std::string value;
  bool changed = false;
  for (const std::string& word : line.words()) {
    const auto moved = moved_word(word, line.keyword == "include", move);
    changed = changed || moved.has_value();
    value.append(value.empty() ? "" : " ").append(sshconfig::quoted(moved.value_or(word)));
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

void move_options(sshconfig::ProxyCommand& command, const Move& move) {
  for (const char* option : {"--ssh-dir", "--ssh-config"}) {
    const auto value = command.option(option);
    const auto moved = value ? moved_word(*value, false, move) : std::nullopt;
    if (moved) command.set_option(option, *moved);
  }
}

// Another program's command: its words that are paths.
std::string moved_command(std::string_view text, const Move& move) {
  const auto words = sshconfig::split_shell_words(text);
  if (!words) return std::string(text);
  std::string out;
  bool changed = false;
  for (const sshconfig::ShellWord& word : *words) {
    const auto moved = word.text ? moved_word(*word.text, false, move) : std::nullopt;
    changed = changed || moved.has_value();
    const bool tilde = moved && moved->starts_with("~/");
    out.append(out.empty() ? "" : " ");
    out.append(!moved  ? word.raw
               : tilde ? "~/" + sshconfig::shell_quoted(moved->substr(2))
                       : sshconfig::shell_quoted(*moved));
  }
  return changed ? out : std::string(text);
}

void move_command(Line& line, const Move& move) {
  auto command = sshconfig::parse_proxy_command(line.value());
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
    text += sshconfig::quoted((move.to / "config").string());
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
