#include <fmt/format.h>

#include "cli/completion_kind.hpp"
#include "cli/completion_script.hpp"

namespace cloudx::cli {

namespace {

// A native completer is asked with the word at the cursor, the whole command and where the cursor
// is (Register-ArgumentCompleter, -Native). Where it answers nothing, PowerShell offers files.
constexpr const char* kHead =
    R"(# PowerShell completion of cloudx-proxy; made by: cloudx-proxy completion powershell
Register-ArgumentCompleter -Native -CommandName 'cloudx-proxy', 'cloudx-proxy.exe' -ScriptBlock {
    param($word, $command, $cursor)

    # Of each command: what may follow it, its options with the kind of value that they take ('' for
    # none), and the kind of its first argument.
    $commands = @{
)";

// Options that stand before the cursor, the commands and the arguments between them decide what the
// word at the cursor is.
constexpr const char* kTail = R"(    }

    function Get-Offer($kind) {
        switch -Wildcard ($kind) {
            'words:*' { $kind.Substring(6).Split(' ') }
            'ask:*' {
                # Windows PowerShell would take UTF-8 for the code page of the console.
                $before = [Console]::OutputEncoding
                try {
                    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
                    & $command.GetCommandName() __complete $kind.Substring(4) 2>$null
                } finally {
                    [Console]::OutputEncoding = $before
                }
            }
        }
    }

    function New-Result($text, $type, $about) {
        $typed = $text
        if ($text -notmatch '^[A-Za-z0-9_./:=-]+$') {
            # Four more characters end a text in quotes (about_Quoting_Rules).
            $typed = "'" + ($text -replace "['\u2018\u2019\u201A\u201B]", '$0$0') + "'"
        }
        [System.Management.Automation.CompletionResult]::new($typed, $text, $type, $about)
    }

    function Test-Begins($text, $begin) {
        $text.StartsWith($begin, [System.StringComparison]::Ordinal)
    }

    $at = ''
    $kind = ''
    $arguments = 0
    foreach ($element in $command.CommandElements | Select-Object -Skip 1) {
        if ($element.Extent.EndOffset -ge $cursor) { break }
        $text = $element.Extent.Text
        if ($kind) { $kind = ''; continue }
        if (Test-Begins $text '-') {
            $option = $commands[$at].options | Where-Object { $_[0] -ceq $text } | Select-Object -First 1
            if ($option) { $kind = $option[1] }
            continue
        }
        $name = "$at $text".Trim()
        if ($arguments -eq 0 -and $commands.ContainsKey($name)) { $at = $name } else { $arguments++ }
    }

    $typed = $word.Trim("'", '"')
    if ($kind) {
        Get-Offer $kind | Where-Object { Test-Begins $_ $typed } |
            ForEach-Object { New-Result $_ 'ParameterValue' $_ }
    } elseif ($word -match '^(--[^=]+)=(.*)$') {
        $name, $typed = $Matches[1], $Matches[2]
        $option = $commands[$at].options | Where-Object { $_[0] -ceq $name } | Select-Object -First 1
        if ($option) {
            Get-Offer $option[1] | Where-Object { Test-Begins $_ $typed } |
                ForEach-Object { New-Result "$name=$_" 'ParameterValue' $_ }
        }
    } elseif (Test-Begins $word '-') {
        $commands[$at].options | Where-Object { Test-Begins $_[0] $word } |
            ForEach-Object { New-Result $_[0] 'ParameterName' $_[2] }
    } else {
        $commands[$at].words | Where-Object { Test-Begins $_[0] $word } |
            ForEach-Object { New-Result $_[0] 'Command' $_[1] }
        if ($arguments -eq 0) {
            Get-Offer $commands[$at].values | Where-Object { Test-Begins $_ $typed } |
                ForEach-Object { New-Result $_ 'ParameterValue' $_ }
        }
    }
}
)";

// As text that PowerShell takes as it is (about_Quoting_Rules).
std::string powershell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

std::string kind_text(const CompletionKind& kind) {
  switch (kind.source) {
    case CompletionKind::Source::words: {
      std::string words;
      for (const std::string& word : kind.words) words += (words.empty() ? "" : " ") + word;
      return "words:" + words;
    }
    case CompletionKind::Source::ask:
      return "ask:" + kind.asked;
    case CompletionKind::Source::files:
    case CompletionKind::Source::folders:
    case CompletionKind::Source::nothing:
      break;
  }
  return "any";
}

std::string option_lines(const OptionText& option) {
  const bool wants_value = !option.value.empty() && !option.value_optional;
  const std::string kind = wants_value ? kind_text(completion_kind(option)) : "";
  std::string lines;
  for (const std::string& name : option.names) {
    lines += fmt::format("                ,@({}, {}, {})\n", powershell_quoted(name),
                         powershell_quoted(kind), powershell_quoted(option.about));
  }
  return lines;
}

// `parts` are the commands that may follow it. The comma before each element keeps a list of one
// element a list.
template <typename Commands>
std::string entry(const CommandText& command, std::string_view name, const Commands& parts) {
  std::string words;
  for (const CommandText& part : parts) {
    words += fmt::format("                ,@({}, {})\n", powershell_quoted(last_word(part)),
                         powershell_quoted(part.about));
  }
  std::string options;
  for (const OptionText& option : command.options) options += option_lines(option);
  const std::string values =
      command.positionals.empty() ? "" : kind_text(completion_kind(command.positionals[0]));
  return fmt::format(
      "        {} = @{{\n            words = @(\n{}            )\n            options = @(\n{}"
      "            )\n            values = {}\n        }}\n",
      powershell_quoted(name), words, options, powershell_quoted(values));
}

}  // namespace

std::string powershell_completion(const ProgramText& program) {
  std::string entries = entry(program.program, "", program.commands);
  for (const CommandText* command : all_commands(program)) {
    entries += entry(*command, command->name, command->commands);
  }
  return kHead + entries + kTail;
}

}  // namespace cloudx::cli
