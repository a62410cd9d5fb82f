#include "hosts/proxy_command.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "os/program_path.hpp"
#include "sshconfig/shell_words.hpp"

namespace cloudx::hosts {

namespace {

// --key-path is one of the oldest releases.
constexpr std::array<std::string_view, 12> kOptionsWithValue{
    "--aws-env", "--key-path", "--message-rate", "--os-user",    "--owner-tag", "--payload-size",
    "--profile", "--region",   "--ssh-dir",      "--ssh-config", "--ssh-key",   "--timeout"};
constexpr std::array<std::string_view, 3> kLaunchers{"pipx", "uv", "uvx"};

bool takes_value(std::string_view option) {
  return std::ranges::find(kOptionsWithValue, option) != kOptionsWithValue.end();
}

bool is_client_name(std::string_view name) {
  return name == "cloudx-client" || name == "cloudX-client";
}

bool is_program(std::string_view word) {
  const std::string_view name = os::program_name(word);
  return name == "cloudx-proxy" || name == "cloudX-proxy" || is_client_name(name);
}

std::string_view without_version(std::string_view package) {
  return package.substr(0, package.find_first_of("@="));
}

// Behind uvx: "cloudx-proxy", "cloudx-proxy@0.16.13", "cloudx-proxy==0.16.13".
bool is_package(std::string_view word, std::string_view prefix) {
  const std::string_view name = without_version(word);
  if (is_program(name)) return true;
  const std::string_view first = prefix.substr(0, prefix.find('-'));
  return !first.empty() && name.starts_with(first) && name.substr(first.size()) == "-proxy";
}

ProxyArgument argument(std::span<const sshconfig::ShellWord> words, std::size_t& at) {
  const sshconfig::ShellWord& word = words[at++];
  ProxyArgument found{{}, word.raw, word.text};
  if (!word.text || !word.text->starts_with('-')) return found;
  const std::size_t equals = word.text->find('=');
  found.name = word.text->substr(0, equals);
  found.value.reset();
  if (equals != std::string::npos) {
    found.value = word.text->substr(equals + 1);
  } else if (takes_value(found.name) && at < words.size()) {
    found.value = words[at].text;
    found.raw.append(" ").append(words[at++].raw);
  }
  return found;
}

// Whether the program at this place gets arguments as a ProxyCommand gives them.
bool is_called(std::span<const sshconfig::ShellWord> words, std::size_t at) {
  if (at + 1 >= words.size()) return false;
  return words[at + 1].text == "connect" ||
         is_client_name(without_version(os::program_name(*words[at].text)));
}

// Behind an optional "exec", which ssh adds by itself: where the program stands in the words.
std::optional<std::size_t> find_program(std::span<const sshconfig::ShellWord> words,
                                        std::string_view prefix) {
  if (words.empty() || !words[0].text) return std::nullopt;
  if (is_program(*words[0].text) && is_called(words, 0)) return 0;
  if (std::ranges::find(kLaunchers, os::program_name(*words[0].text)) == kLaunchers.end()) {
    return std::nullopt;
  }
  for (std::size_t at = 1; at < words.size(); ++at) {
    const auto& text = words[at].text;
    if (text && is_package(*text, prefix) && is_called(words, at)) return at;
  }
  return std::nullopt;
}

// A quoted "~" would be no home directory.
std::string program_word(std::string_view program) {
  if (!program.starts_with("~/")) return sshconfig::shell_quoted(program);
  return "~/" + sshconfig::shell_quoted(program.substr(2));
}

struct Meaning {
  std::vector<std::pair<std::string, std::string>> options;  // sorted
  std::vector<std::string> others;
  bool operator==(const Meaning&) const = default;
};

Meaning meaning_of(const ProxyCommand& command) {
  Meaning meaning;
  for (const ProxyArgument& argument : command.arguments) {
    if (argument.name.empty() || !argument.value) {
      meaning.others.push_back(argument.raw);
    } else if (command.option(argument.name) == argument.value) {
      meaning.options.emplace_back(argument.name, *argument.value);
    }
  }
  std::ranges::sort(meaning.options);
  const auto repeated = std::ranges::unique(meaning.options);
  meaning.options.erase(repeated.begin(), repeated.end());
  return meaning;
}

}  // namespace

std::string_view ProxyCommand::name() const {
  return without_version(os::program_name(program));
}

bool ProxyCommand::is_client() const {
  return is_client_name(name());
}

bool ProxyCommand::has_option(std::string_view option) const {
  return std::ranges::find(arguments, option, &ProxyArgument::name) != arguments.end();
}

std::optional<std::string> ProxyCommand::option(std::string_view option) const {
  const auto found =
      std::ranges::find(arguments.rbegin(), arguments.rend(), option, &ProxyArgument::name);
  return found == arguments.rend() ? std::nullopt : found->value;
}

void ProxyCommand::set_option(std::string_view option, std::string_view value) {
  std::string raw(option);
  raw.append(" ").append(sshconfig::shell_quoted(value));
  ProxyArgument wanted{std::string(option), std::move(raw), std::string(value)};
  const auto found = std::ranges::find(arguments, option, &ProxyArgument::name);
  if (found == arguments.end()) {
    // An option at the end that lacks its value would take this one for it.
    const bool lacking = !arguments.empty() && takes_value(arguments.back().name) &&
                         !arguments.back().value && !arguments.back().raw.contains(' ');
    arguments.insert(arguments.end() - (lacking ? 1 : 0), std::move(wanted));
    return;
  }
  *found = std::move(wanted);
  const auto further = std::remove_if(std::next(found), arguments.end(),
                                      [&](const ProxyArgument& a) { return a.name == option; });
  arguments.erase(further, arguments.end());
}

void ProxyCommand::remove_option(std::string_view option) {
  std::erase_if(arguments, [&](const ProxyArgument& a) { return a.name == option; });
}

ProxyCommand make_proxy_command(std::string program) {
  return {{}, std::move(program), {{"", "%h", std::nullopt}, {"", "%p", std::nullopt}}};
}

std::optional<ProxyCommand> parse_proxy_command(std::string_view command, std::string_view prefix) {
  const auto split = sshconfig::split_shell_words(command);
  if (!split) return std::nullopt;
  std::span<const sshconfig::ShellWord> words(*split);
  if (!words.empty() && words[0].text == "exec") words = words.subspan(1);
  const auto program = find_program(words, prefix);
  if (!program) return std::nullopt;
  ProxyCommand found;
  for (const sshconfig::ShellWord& word : words.first(*program)) found.launcher.push_back(word.raw);
  found.program = *words[*program].text;
  found.connects = words[*program + 1].text == "connect";
  for (std::size_t at = *program + (found.connects ? 2 : 1); at < words.size();) {
    found.arguments.push_back(argument(words, at));
  }
  return found;
}

std::string format(const ProxyCommand& command) {
  std::string out;
  for (const std::string& word : command.launcher) out.append(word).append(" ");
  out.append(program_word(command.program)).append(command.connects ? " connect" : "");
  for (const ProxyArgument& argument : command.arguments) out.append(" ").append(argument.raw);
  return out;
}

bool same_arguments(const ProxyCommand& one, const ProxyCommand& other) {
  return meaning_of(one) == meaning_of(other);
}

}  // namespace cloudx::hosts
