#include <gtest/gtest.h>

#include "features/hosts/migrate.hpp"

namespace cloudx::hosts {
namespace {

std::string moved(const std::string& text, const char* to = "/h/.ssh/cloudX", bool cloud_x = true) {
  return moved_config(text, {"/h", "/h/.ssh/vscode", to, {"/h/.ssh", cloud_x, false}, {}});
}

TEST(MovedConfig, PathsAreRewrittenInTheirForm) {
  EXPECT_EQ(moved("Include /h/.ssh/vscode/config\n"), "Include /h/.ssh/cloudX/config\n");
  EXPECT_EQ(moved("include=~/.ssh/vscode/config # x\r\n"), "include=~/.ssh/cloudX/config # x\r\n");
  EXPECT_EQ(moved("Include vscode/config b\n"), "Include cloudX/config b\n");
  EXPECT_EQ(moved("Include \"vscode/*\"\n", "/h/my keys"), "Include \"/h/my keys/*\"\n");
  EXPECT_EQ(moved("Host a\n\tIdentityFile  \"/h/.ssh/vscode/my key\"\n"),
            "Host a\n\tIdentityFile  \"/h/.ssh/cloudX/my key\"\n");
}

TEST(MovedConfig, OtherFormsOfTheSamePathMove) {
  EXPECT_EQ(moved("IdentityFile ${HOME}/.ssh/vscode/key\n"),
            "IdentityFile ${HOME}/.ssh/cloudX/key\n");
  EXPECT_EQ(moved("IdentityFile %d/.ssh/vscode/key\n"), "IdentityFile %d/.ssh/cloudX/key\n");
  EXPECT_EQ(moved("Include /h/.ssh/./vscode//config\n"), "Include /h/.ssh/cloudX/config\n");
  EXPECT_EQ(moved("Include ../.ssh/vscode/config\n"), "Include cloudX/config\n");
  EXPECT_EQ(moved("ProxyCommand nc -X $HOME/.ssh/vscode/socket %h\n"),
            "ProxyCommand nc -X $HOME/.ssh/cloudX/socket %h\n");
  EXPECT_EQ(moved("ProxyCommand cloudx-proxy connect %h %p --ssh-dir $HOME/.ssh/vscode\n"),
            "ProxyCommand cloudx-proxy connect %h %p --ssh-dir \"~/.ssh/cloudX\" "
            "--profile vscode --ssh-key vscode\n");
}

TEST(MovedConfig, WhatOnlyLooksAlikeStays) {
  for (const char* line : {"# Include /h/.ssh/vscode/config\n", "Include /h/.ssh/vscode-x/config\n",
                           "Include ~/.ssh/vscode.old\n", "IdentityFile vscode/key\n",
                           "User vscode\n", "Host vscode\n", "ProxyCommand nc vscode %p\n"}) {
    EXPECT_EQ(moved(line), line);
  }
}

TEST(MovedConfig, CommandKeepsProfileAndKeyThatItReliedOn) {
  EXPECT_EQ(moved("ProxyCommand uvx cloudx-proxy connect %h %p\n"),
            "ProxyCommand uvx cloudx-proxy connect %h %p --profile vscode --ssh-key vscode\n");
  EXPECT_EQ(moved("ProxyCommand cloudx-proxy connect %h %p --profile p --ssh-key vscode "
                  "--ssh-dir ~/.ssh/vscode\n"),
            "ProxyCommand cloudx-proxy connect %h %p --profile p --ssh-key vscode "
            "--ssh-dir \"~/.ssh/cloudX\"\n");
}

TEST(MovedConfig, TargetElsewhereIsNamed) {
  EXPECT_EQ(moved("ProxyCommand cloudx-proxy connect %h %p\n", "/k/work", false),
            "ProxyCommand cloudx-proxy connect %h %p --ssh-dir /k/work\n");
  EXPECT_EQ(moved("ProxyCommand cloudx-proxy connect %h %p --ssh-config /h/.ssh/vscode/config\n",
                  "/k/work", false),
            "ProxyCommand cloudx-proxy connect %h %p --ssh-config /k/work/config\n");
}

TEST(MovedConfig, OtherCommandsFollowTheirPaths) {
  EXPECT_EQ(moved("ProxyCommand ssh -i ~/.ssh/vscode/k -W %h:%p b\n"),
            "ProxyCommand ssh -i ~/.ssh/cloudX/k -W %h:%p b\n");
}

TEST(MovedConfig, PatternThatWouldLoseTheFileGetsAnIncludeBesideIt) {
  EXPECT_EQ(moved("Include ~/.ssh/vs*/config\nHost a\n"),
            "Include ~/.ssh/vs*/config\nInclude /h/.ssh/cloudX/config\nHost a\n");
  EXPECT_EQ(moved("Include */config\n"), "Include */config\n");
}

}  // namespace
}  // namespace cloudx::hosts
