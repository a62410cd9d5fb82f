#include "home/vscode_settings.hpp"

#include <gtest/gtest.h>

namespace cloudx::home {
namespace {

constexpr const char* kConfig = "/home/u/.ssh/vscode/config";

std::string changed(std::string_view text) {
  const auto result = with_remote_ssh(text, kConfig);
  EXPECT_TRUE(result) << text;
  return result.value_or("");
}

TEST(VscodeSettings, EmptyFileBecomesAnObject) {
  EXPECT_EQ(changed(""), R"({
    "remote.SSH.configFile": "/home/u/.ssh/vscode/config",
    "remote.SSH.connectTimeout": 90
}
)");
}

TEST(VscodeSettings, CommentsOrderAndTrailingCommasStay) {
  EXPECT_EQ(changed(R"(// mine
{
    /* font */ "editor.fontSize": 14, // big, "quoted" }
    "a": {"b": [1, 2, "}"]}, // last
}
)"),
            R"(// mine
{
    /* font */ "editor.fontSize": 14, // big, "quoted" }
    "a": {"b": [1, 2, "}"]}, // last
    "remote.SSH.configFile": "/home/u/.ssh/vscode/config",
    "remote.SSH.connectTimeout": 90,
}
)");
}

TEST(VscodeSettings, LastMemberGetsItsCommaAndKeepsItsComment) {
  EXPECT_EQ(changed("{\n  \"a\": true // why\n}\n"),
            "{\n  \"a\": true, // why\n    \"remote.SSH.configFile\": "
            "\"/home/u/.ssh/vscode/config\",\n    \"remote.SSH.connectTimeout\": 90\n}\n");
}

TEST(VscodeSettings, ObjectOnOneLineAndWindowsLines) {
  EXPECT_EQ(changed("{\"a\":1}"),
            "{\"a\":1,\n    \"remote.SSH.configFile\": \"/home/u/.ssh/vscode/config\",\n"
            "    \"remote.SSH.connectTimeout\": 90\n}");
  const std::string windows = changed("{\r\n  \"a\": 1\r\n}\r\n");
  EXPECT_TRUE(windows.contains("\"a\": 1,\r\n    \"remote.SSH.configFile\""));
  EXPECT_TRUE(windows.ends_with("90\r\n}\r\n"));
}

TEST(VscodeSettings, PresentValuesAreReplacedInPlace) {
  EXPECT_EQ(changed(R"({"remote.SSH.connectTimeout": 15, "remote.SSH.configFile": "x", "z": 1})"),
            R"({"remote.SSH.connectTimeout": 90, "remote.SSH.configFile": ")" +
                std::string(kConfig) + R"(", "z": 1})");
}

TEST(VscodeSettings, LargerTimeoutStaysAndASecondRunChangesNothing) {
  const std::string once = changed(R"({"remote.SSH.connectTimeout": 300})");
  EXPECT_TRUE(once.contains("\"remote.SSH.connectTimeout\": 300"));
  EXPECT_EQ(changed(once), once);
}

TEST(VscodeSettings, WhatIsNoObjectIsRefused) {
  for (const char* text : {"[]", "{", "{\"a\"}", "{\"a\": }", "{} x", "nonsense", "{\"a\": \"b}",
                           "{\"a\": 1 \"b\": 2}", "/* never closed"}) {
    EXPECT_FALSE(with_remote_ssh(text, kConfig)) << text;
  }
}

TEST(VscodeSettings, ByteOrderMarkStays) {
  const std::string mark = "\xEF\xBB\xBF";
  EXPECT_EQ(changed(mark + "{\"a\":1}"), mark + changed("{\"a\":1}"));
  EXPECT_EQ(changed(mark), mark + changed(""));
  EXPECT_EQ(remote_ssh_config(mark + R"({"remote.SSH.configFile": "~/a"})"), "~/a");
}

TEST(VscodeSettings, WithoutAFileOnlyTheTimeoutIsSet) {
  const std::string text = R"({"remote.SSH.configFile": "~/mine", "z": 1})";
  EXPECT_EQ(with_remote_ssh(text, std::nullopt),
            "{\"remote.SSH.configFile\": \"~/mine\", \"z\": 1,\n"
            "    \"remote.SSH.connectTimeout\": 90\n}");
}

TEST(VscodeSettings, ConfigFileThatIsReadIsTheLastOneNamed) {
  EXPECT_EQ(remote_ssh_config(R"({"remote.SSH.configFile": "a", "remote.SSH.configFile": "b"})"),
            "b");
  for (const char* text :
       {"", "{", "{}", R"({"remote.SSH.configFile": ""})", R"({"remote.SSH.configFile": null})",
        R"({"x": {"remote.SSH.configFile": "a"}})", "{ // \"remote.SSH.configFile\": \"a\"\n}"}) {
    EXPECT_EQ(remote_ssh_config(text), std::nullopt) << text;
  }
}

TEST(VscodeSettings, ConfigFileMovesWithItsFolder) {
  const FolderMove move{"/h/.ssh/vscode", "/h/.ssh/cloudX", "/h"};
  const auto settings = [](const std::string& file) {
    return R"({"a": 1, "remote.SSH.configFile": ")" + file + R"(" /* x */,})";
  };
  for (const auto& [before, after] :
       {std::pair("/h/.ssh/vscode/config", "/h/.ssh/cloudX/config"),
        std::pair("~/.ssh/vscode/config", "~/.ssh/cloudX/config"),
        std::pair(R"(~\/.ssh\/vscode\/config)", "~/.ssh/cloudX/config"),
        std::pair("$HOME/.ssh/vscode/config", "$HOME/.ssh/cloudX/config"),
        std::pair("/h/.ssh/vscode/config/", "/h/.ssh/cloudX/config"),
        std::pair("/h/.ssh/x/../vscode/config", "/h/.ssh/cloudX/config"),
        std::pair("~/.ssh/vscode/mine", "~/.ssh/cloudX/mine")}) {
    EXPECT_EQ(with_moved_config(settings(before), move), settings(after));
  }
  for (const std::string& text :
       {settings("/other/config"), settings("~/.ssh/config"), settings("~/.ssh/vscode.old/config"),
        std::string("{"), std::string()}) {
    EXPECT_EQ(with_moved_config(text, move), text);
  }
}

}  // namespace
}  // namespace cloudx::home
