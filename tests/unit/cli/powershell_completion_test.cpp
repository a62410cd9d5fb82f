// What the script holds; no PowerShell runs here.
#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "cli/completion_script.hpp"

namespace cloudx::cli {
namespace {

ProgramText program() {
  ProgramText text;
  text.program.name = "cloudx-proxy";
  text.program.options = {{{"-h", "--help"}, "", false, false, "Print this help", {}}};
  CommandText show;
  show.name = "relay show";
  show.about = "Show the user's relay";
  show.positionals = {{{"FORM"}, "", false, true, "how", {"text", "json"}}};
  show.options = {{{"--profile"}, "NAME", false, false, "AWS profile", {}},
                  {{"--colour"}, "WHEN", true, false, "Colours", {}}};
  CommandText group;
  group.name = "relay";
  group.about = "Relays";
  group.commands = {show};
  text.commands = {group};
  return text;
}

// Without what stands in quotes and in comments.
std::string bare(std::string_view script) {
  std::string out;
  char quote = 0;
  bool comment = false;
  for (const char c : script) {
    if (c == '\n') comment = false;
    if (comment) continue;
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '#') {
      comment = true;
    } else {
      out += c;
    }
  }
  EXPECT_EQ(quote, 0) << "a quote stays open";
  return out;
}

TEST(PowershellCompletion, EachCommandHasItsWordsOptionsAndValues) {
  const std::string script = powershell_completion(program());
  EXPECT_TRUE(
      script.contains("        '' = @{\n            words = @(\n"
                      "                ,@('relay', 'Relays')\n            )\n"
                      "            options = @(\n"
                      "                ,@('-h', '', 'Print this help')\n"
                      "                ,@('--help', '', 'Print this help')\n"
                      "            )\n            values = ''\n        }\n"));
  EXPECT_TRUE(
      script.contains("        'relay' = @{\n            words = @(\n"
                      "                ,@('show', 'Show the user''s relay')\n"));
  EXPECT_TRUE(
      script.contains("        'relay show' = @{\n            words = @(\n            )\n"
                      "            options = @(\n"
                      "                ,@('--profile', 'ask:profiles', 'AWS profile')\n"
                      "                ,@('--colour', '', 'Colours')\n"
                      "            )\n            values = 'words:text json'\n        }\n"));
}

// about_Quoting_Rules: typographic quotes end a text in single quotes, too.
TEST(PowershellCompletion, NoQuoteInANameEndsIt) {
  EXPECT_TRUE(powershell_completion(program()).contains(
      R"($text -replace "['\u2018\u2019\u201A\u201B]", '$0$0')"));
}

TEST(PowershellCompletion, WhatIsOpenedIsClosed) {
  const std::string script = bare(powershell_completion(program()));
  for (const auto& [opening, closing] :
       {std::pair{'{', '}'}, std::pair{'(', ')'}, std::pair{'[', ']'}}) {
    EXPECT_EQ(std::ranges::count(script, opening), std::ranges::count(script, closing)) << opening;
  }
}

}  // namespace
}  // namespace cloudx::cli
