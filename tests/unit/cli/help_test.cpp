#include "cli/help.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "cli/command_line.hpp"

namespace cloudx::cli {
namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == '\n') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

TEST(Help, EveryCommandSaysWhatItDoesWithAnExampleAndItsExitStatus) {
  const ProgramText program = program_text();
  EXPECT_GE(program.commands.size(), 4U);
  for (const CommandText* command : all_commands(program)) {
    const std::string help = command_help(*command);
    EXPECT_TRUE(help.starts_with(command->about + ".\n")) << command->name;
    EXPECT_TRUE(help.contains("\nExample:\n")) << command->name;
    EXPECT_TRUE(command->more.contains("cloudx-proxy " + command->name)) << command->name;
    // That of exec is the far command's.
    EXPECT_TRUE(help.contains(command->name == "exec" ? "\nExit status: " : "\nExit status: 0 "))
        << command->name;
    for (const OptionText& option : command->options) EXPECT_NE(option.about, "") << command->name;
  }
}

TEST(Help, NoLineIsLongerThanAHundredCharacters) {
  const ProgramText program = program_text();
  std::vector<std::string> all{program_help(program)};
  for (const CommandText* command : all_commands(program)) all.push_back(command_help(*command));
  for (const std::string& help : all) {
    for (const std::string& line : lines(help)) EXPECT_LE(line.size(), 100U) << line;
  }
}

TEST(Help, HiddenCommandsAreNotShown) {
  const ProgramText program = program_text();
  EXPECT_FALSE(program_help(program).contains("__"));
  EXPECT_FALSE(
      std::ranges::any_of(program.commands, [](const auto& c) { return c.name.starts_with("_"); }));
}

TEST(Help, GroupListsItsCommandsByTheirLastWord) {
  CommandText group;
  group.name = "do";
  group.about = "Do things";
  group.options = {{{"-h"}, "", false, false, "help", {}}};
  group.commands.resize(1);
  group.commands[0].name = "do this";
  group.commands[0].about = "Do this one";
  EXPECT_EQ(command_help(group),
            "Do things.\n\nUsage: cloudx-proxy do COMMAND [OPTIONS]\n\nCommands:\n"
            "  this  Do this one\n\nOptions:\n  -h    help\n");
}

TEST(Help, OptionsAreAlignedAndWrapped) {
  CommandText command;
  command.name = "do";
  command.about = "Do it";
  command.positionals = {{{"WHAT"}, "", false, true, "what to do", {}}};
  command.options = {
      {{"-q", "--quiet"}, "", false, false, "say nothing", {}},
      {{"--vault"}, "NAME", true, false, std::string(60, 'a') + " end of it and more", {}}};
  EXPECT_EQ(command_help(command),
            "Do it.\n\nUsage: cloudx-proxy do [OPTIONS] WHAT\n\nArguments:\n"
            "  WHAT                what to do\n\nOptions:\n"
            "  -q, --quiet         say nothing\n"
            "      --vault [NAME]  " +
                std::string(60, 'a') + " end of it and\n                      more\n");
}

TEST(ProgramTextOf, ChoicesComeFromTheValuesName) {
  const ProgramText program = program_text();
  const auto setup = std::ranges::find(program.commands, "setup", &CommandText::name);
  ASSERT_NE(setup, program.commands.end());
  const auto existing = std::ranges::find_if(
      setup->options, [](const OptionText& o) { return o.names.back() == "--existing"; });
  ASSERT_NE(existing, setup->options.end());
  EXPECT_EQ(existing->choices, (std::vector<std::string>{"keep", "override", "host"}));
  const auto vault = std::ranges::find_if(
      setup->options, [](const OptionText& o) { return o.names.back() == "--1password"; });
  ASSERT_NE(vault, setup->options.end());
  EXPECT_TRUE(vault->value_optional);
  EXPECT_EQ(vault->value, "VAULT");
}

TEST(ProgramTextOf, CommandsOfAGroupHaveItsNameBeforeTheirs) {
  const ProgramText program = program_text();
  const auto relay = std::ranges::find(program.commands, "relay", &CommandText::name);
  ASSERT_NE(relay, program.commands.end());
  ASSERT_FALSE(relay->commands.empty());
  for (const CommandText& command : relay->commands) {
    EXPECT_EQ("relay " + std::string(last_word(command)), command.name);
  }
}

}  // namespace
}  // namespace cloudx::cli
