#include "sandbox/vm/cloud_config.hpp"

#include <gtest/gtest.h>

namespace cloudx::sandbox {
namespace {

TEST(CloudConfig, FilesKeysAndCommandsAreTaken) {
  const auto config = parse_cloud_config(
      "#cloud-config\n"
      "ssh_keys: {ed25519_private: 'secret', ed25519_public: 'public'}\n"
      "write_files:\n"
      "- {path: /etc/a, content: 'x', permissions: '0755'}\n"
      "- {path: /etc/b, content: eQ==, encoding: b64, append: true}\n"
      "bootcmd: [first]\n"
      "runcmd:\n"
      "- [a, 'b c']\n"
      "- echo $HOME\n"
      "packages: [socat]\n");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->host_keys.at("ed25519_private"), "secret");
  ASSERT_EQ(config->files.size(), 2U);
  EXPECT_EQ(config->files[0].mode, 0755U);
  EXPECT_EQ(config->files[1].content, "y");
  EXPECT_TRUE(config->files[1].append);
  EXPECT_EQ(config->boot_commands, (std::vector<Command>{{"sh", "-c", "first"}}));
  EXPECT_EQ(config->run_commands, (std::vector<Command>{{"a", "b c"}, {"sh", "-c", "echo $HOME"}}));
  EXPECT_EQ(config->passed_over, (std::vector<std::string>{"packages"}));
}

TEST(CloudConfig, WhatIsNoneIsAnErrorAndNoException) {
  for (const char* text :
       {"#!/bin/sh\n", "#cloud-config\na: [", "#cloud-config\nwrite_files: [{content: x}]\n",
        "#cloud-config\nwrite_files: [{path: /a, permissions: rwx}]\n",
        "#cloud-config\nwrite_files: [{path: /a, encoding: b64, content: '!'}]\n",
        "#cloud-config\njust text\n", "#cloud-config\nssh_keys: text\n"}) {
    const auto config = parse_cloud_config(text);
    ASSERT_FALSE(config) << text;
    EXPECT_EQ(config.error().kind, Errc::configuration) << text;
  }
}

TEST(CloudConfig, NoUserDataIsNoError) {
  EXPECT_TRUE(parse_cloud_config(""));
}

}  // namespace
}  // namespace cloudx::sandbox
