#include "cli/manual_page.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "cli/help.hpp"

namespace cloudx::cli {

namespace {

// man(7): "\" begins an escape, "-" would become a hyphen, and a line that begins with "." or "'"
// is a request.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool first = out.empty() || out.back() == '\n';
    if (first && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(std::string_view text) {
  return fmt::format("\\fB{}\\fR", escaped(text));
}

std::string italic(std::string_view text) {
  return fmt::format("\\fI{}\\fR", escaped(text));
}

std::string upper(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

// Indented lines as they are, the others as running text.
std::string paragraph(std::string_view text) {
  std::string out = ".PP\n";
  bool literal = false;
  for (const std::string_view line : split(text, "\n")) {
    if (line.empty()) continue;
    const bool indented = line.starts_with("  ");
    if (indented && !literal) out += ".PP\n.RS 4\n.nf\n";
    if (!indented && literal) out += ".fi\n.RE\n.PP\n";
    literal = indented;
    out += escaped(indented ? line.substr(2) : line) + "\n";
  }
  if (literal) out += ".fi\n.RE\n";
  // One that begins with literal lines has two breaks in a row.
  constexpr std::string_view kDoubled = ".PP\n.PP\n";
  return out.starts_with(kDoubled) ? out.substr(kDoubled.size() / 2) : out;
}

struct Section {
  std::string_view lead;   // what a paragraph of it begins with
  std::string_view title;  // in the order of man-pages(7)
};

constexpr std::array<Section, 5> kSections = {{{"Example:", "EXAMPLES"},
                                               {"Exit status:", "\"EXIT STATUS\""},
                                               {"Environment:", "ENVIRONMENT"},
                                               {"Files:", "FILES"},
                                               {"Defaults:", "DEFAULTS"}}};

std::string section(std::string_view title, std::string_view body) {
  if (body.empty()) return {};
  if (body.starts_with(".PP\n")) body.remove_prefix(4);
  return fmt::format(".SH {}\n{}", title, body);
}

// A line of text may follow on the same line; literal lines keep their indentation.
std::string_view without_lead(std::string_view text, std::string_view lead) {
  text.remove_prefix(lead.size());
  const std::size_t first = text.starts_with('\n') ? 1 : text.find_first_not_of(' ');
  return text.substr(std::min(first, text.size()));
}

// The paragraphs of `more` that open no section of their own.
std::string description(const std::string& more) {
  std::string out;
  for (const std::string_view text : split(more, "\n\n")) {
    bool opens = text.empty();
    for (const Section& section : kSections) opens = opens || text.starts_with(section.lead);
    if (!opens) out += paragraph(text);
  }
  return out;
}

std::string sections(const std::string& more) {
  std::string out;
  for (const Section& wanted : kSections) {
    std::string body;
    for (const std::string_view text : split(more, "\n\n")) {
      if (text.starts_with(wanted.lead)) body += paragraph(without_lead(text, wanted.lead));
    }
    out += section(wanted.title, body);
  }
  return out;
}

std::string option_entry(const OptionText& option, bool positional) {
  std::string left;
  for (const std::string& name : option.names) {
    left += (left.empty() ? "" : ", ") + (positional ? italic(name) : bold(name));
  }
  if (!option.value.empty()) {
    left += option.value_optional ? fmt::format(" [{}]", italic(option.value))
                                  : " " + italic(option.value);
  }
  return fmt::format(".TP\n{}\n{}\n", left, escaped(option.about));
}

std::string entries(const std::vector<OptionText>& options, bool positional) {
  std::string out;
  for (const OptionText& option : options) out += option_entry(option, positional);
  return out;
}

std::string head(std::string_view name, std::string_view about, const Edition& edition) {
  return fmt::format(
      ".TH {} 1 {} \"cloudx\\-proxy {}\" \"User Commands\"\n"
      ".SH NAME\n{} \\- {}\n",
      upper(escaped(name)), edition.date, edition.version, escaped(name), escaped(about));
}

std::string synopsis(const CommandText& command) {
  std::string out = bold("cloudx-proxy " + command.name);
  if (is_group(command)) out += " " + italic("COMMAND");
  if (!command.options.empty()) out += " [" + italic("OPTIONS") + "]";
  for (const OptionText& argument : command.positionals) {
    const std::string name = italic(argument.names[0]);
    out += argument.required ? " " + name : " [" + name + "]";
  }
  return out + "\n";
}

std::string command_entries(const std::vector<CommandText>& commands) {
  std::string out;
  for (const CommandText& command : commands) {
    out += fmt::format(".TP\n{}\n{}\n", bold(last_word(command)), escaped(command.about));
  }
  return out;
}

// Of the program and of a group: their commands' pages as well.
std::string see_also(std::string_view first, const std::vector<CommandText>& commands) {
  std::string out = fmt::format("{}, \\fBssh_config\\fR(5)", first);
  for (const CommandText& command : commands) out += ", " + bold(page_name(command)) + "(1)";
  return section("\"SEE ALSO\"", out + "\n");
}

// "cloudx-proxy", or the page of the group that a command belongs to.
std::string page_above(const CommandText& command) {
  const std::size_t space = command.name.rfind(' ');
  const std::string group = space == std::string::npos ? "" : "-" + command.name.substr(0, space);
  return bold("cloudx-proxy" + group) + "(1)";
}

}  // namespace

std::string page_name(const CommandText& command) {
  std::string name = "cloudx-proxy-" + command.name;
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string command_page(const CommandText& command, const Edition& edition) {
  const std::string described = description(command.more);
  return head(page_name(command), command.about, edition) + section("SYNOPSIS", synopsis(command)) +
         section("DESCRIPTION", described.empty() ? escaped(command.about) + ".\n" : described) +
         section("COMMANDS", command_entries(command.commands)) +
         section("ARGUMENTS", entries(command.positionals, true)) +
         section("OPTIONS", entries(command.options, false)) + sections(command.more) +
         see_also(page_above(command), command.commands);
}

std::string program_page(const ProgramText& program, const Edition& edition) {
  return head(program.program.name, program.program.about, edition) +
         section("SYNOPSIS", fmt::format("{} {} [{}]\n", bold(program.program.name),
                                         italic("COMMAND"), italic("OPTIONS"))) +
         section("DESCRIPTION", description(program.program.more)) +
         section("COMMANDS", command_entries(program.commands)) +
         section("OPTIONS", entries(program.program.options, false)) +
         sections(program.program.more) + see_also("\\fBssh\\fR(1)", program.commands);
}

}  // namespace cloudx::cli
