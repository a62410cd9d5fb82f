#include "features/setup/agent_config.hpp"

#include <gtest/gtest.h>

namespace cloudx::setup {
namespace {

const AgentItem kItem{.item = {"i123", "cloudX SSH Key - vscode"},
                      .vault = {"v456", "Work"},
                      .account = {"A789", "corp.1password.com", "Corp"}};

bool offered(std::string_view text) {
  const auto config = parse_agent_config(text);
  EXPECT_TRUE(config) << config.error().message;
  return is_offered(*config, kItem);
}

TEST(AgentConfig, WithoutAFileThreeVaultsAreOffered) {
  for (const char* vault : {"Personal", "Private", "Employee", "private"}) {
    EXPECT_TRUE(is_offered(std::nullopt, {.item = {"x"}, .vault = {"v", vault}, .account = {}}));
  }
  EXPECT_FALSE(is_offered(std::nullopt, kItem));
}

TEST(AgentConfig, WithAFileOnlyWhatItSays) {
  EXPECT_FALSE(offered(""));
  EXPECT_FALSE(offered("# vault = \"Work\"\n"));
  EXPECT_FALSE(offered("[[ssh-keys]]\nvault = \"Other\"\n# vault = \"Work\"\n"));
  EXPECT_FALSE(is_offered(AgentConfig(), {.item = {"x"}, .vault = {"Private"}, .account = {}}));
}

TEST(AgentConfig, VaultItemAndAccountAreNamesOrIds) {
  for (const char* rule :
       {"vault = \"Work\"", "vault = 'Work'", "vault='work'", "vault = \"v456\"",
        "\"vault\" = \"\"\"Work\"\"\"", "vault = \"W\\u006Frk\"", "item = \"i123\"",
        "item = \"cloudX SSH Key - vscode\"", "account = \"corp.1password.com\"",
        "account = \"https://corp.1password.com/\"", "account = \"A789\"", "account = \"Corp\""}) {
    EXPECT_TRUE(offered(std::string("[[ssh-keys]]\n") + rule + " # mine\n")) << rule;
    EXPECT_TRUE(offered(std::string("ssh-keys = [ { ") + rule + " } ]\n")) << rule;
  }
}

TEST(AgentConfig, AllOfATableMustFit) {
  EXPECT_FALSE(offered("[[ssh-keys]]\nvault = \"Work\"\nitem = \"Other\"\n"));
  EXPECT_FALSE(offered("[[ssh-keys]]\nvault = \"Work\"\naccount = \"my.1password.com\"\n"));
  EXPECT_TRUE(offered("[[ssh-keys]]\nvault = \"Work\"\nitem = \"i123\"\naccount = \"A789\"\n"));
  EXPECT_TRUE(offered("[[ssh-keys]]\nitem = \"Other\"\n[[ssh-keys]]\nvault = \"Work\"\n"));
  EXPECT_FALSE(
      offered("[[ssh-keys]]\nitem = \"i123\"\nvault = \"Other\"\n[[ssh-keys]]\n"
              "vault = \"Work\"\nitem = \"Other\"\n"));
  EXPECT_FALSE(offered("[[ssh-keys]]\n"));
}

TEST(AgentConfig, WhatTheAgentDoesNotTakeIsAnError) {
  for (const char* text :
       {"[[ssh-keys", "vault = Work", "[ssh-keys]\nvault = \"Work\"\n",
        "[[ssh-keys]]\nvaults = \"Work\"\n", "[[ssh-keys]]\nvault = 1\n", "ssh-keys = [1]\n"}) {
    EXPECT_FALSE(parse_agent_config(text)) << text;
  }
}

TEST(AgentConfig, LinesThatAreToldDoWhatTheySay) {
  const AgentItem odd{.item = {"x"}, .vault = {"a \"b\" \\ c"}, .account = {}};
  for (const bool new_file : {false, true}) {
    const auto config = parse_agent_config(lines_to_offer("a \"b\" \\ c", new_file));
    ASSERT_TRUE(config);
    EXPECT_TRUE(is_offered(*config, odd));
    const AgentItem private_one{.item = {"x"}, .vault = {"Private"}, .account = {}};
    EXPECT_EQ(is_offered(*config, private_one), new_file);
  }
}

}  // namespace
}  // namespace cloudx::setup
