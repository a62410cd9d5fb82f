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

TEST(VscodeSettings, ConfigFileMovesOnlyWhereItNamesTheOldOne) {
  const std::string text = R"({"a": 1, "remote.SSH.configFile": "/old/config" /* x */})";
  EXPECT_EQ(with_moved_config(text, "/old/config", "/new/config"),
            R"({"a": 1, "remote.SSH.configFile": "/new/config" /* x */})");
  EXPECT_EQ(with_moved_config(text, "/other/config", "/new/config"), text);
  EXPECT_EQ(with_moved_config("{", "/old/config", "/new/config"), "{");
  EXPECT_EQ(with_moved_config("", "/old/config", "/new/config"), "");
}

}  // namespace
}  // namespace cloudx::home
