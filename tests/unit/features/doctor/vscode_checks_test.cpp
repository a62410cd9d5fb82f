#include "features/doctor/vscode_checks.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::doctor {
namespace {

class Vscode : public ::testing::Test {
 protected:
  // connectTimeout, configFile
  std::vector<Status> check(std::string content) {
    const VscodeFacts facts{.editor = "VS Code",
                            .file = "/s/settings.json",
                            .content = std::move(content),
                            .main_config = folder_.path() / "config",
                            .our_config = folder_.write("vscode/config", "Host h\nHostName i-1\n"),
                            .home = folder_.path(),
                            .host = host_};
    std::vector<Status> statuses;
    for (const Finding& finding : check_vscode(facts)) statuses.push_back(finding.status);
    return statuses;
  }

  test::TemporaryFolder folder_;
  std::string host_;
};

TEST_F(Vscode, SettingsAreReadWithTheirComments) {
  EXPECT_EQ(check("// mine\n{ /* ssh */ \"remote.SSH.connectTimeout\": 90,\n"
                  "\"remote.SSH.configFile\": \"~/vscode/config\", }"),
            (std::vector{Status::ok, Status::ok}));
}

TEST_F(Vscode, ShortOrMissingTimeoutIsAWarning) {
  for (const char* content : {"", "  \n", "{}", "{\"remote.SSH.connectTimeout\": 15}",
                              "{\"remote.SSH.connectTimeout\": \"90\"}"}) {
    EXPECT_EQ(check(content), (std::vector{Status::warn, Status::ok})) << content;
  }
}

TEST_F(Vscode, TimeoutMayBeAnyNumberThatIsEnough) {
  for (const char* content :
       {"{\"remote.SSH.connectTimeout\": 90.0}", "{\"remote.SSH.connectTimeout\": 300}"}) {
    EXPECT_EQ(check(content), (std::vector{Status::ok, Status::ok})) << content;
  }
}

TEST_F(Vscode, ConfigFileMustBeThereAndKnowTheHosts) {
  EXPECT_EQ(check("{\"remote.SSH.connectTimeout\": 90, \"remote.SSH.configFile\": \"/gone\"}"),
            (std::vector{Status::ok, Status::fail}));
  folder_.write("another", "");
  EXPECT_EQ(check("{\"remote.SSH.connectTimeout\": 90, \"remote.SSH.configFile\": \"~/another\"}"),
            (std::vector{Status::ok, Status::warn}));
}

TEST_F(Vscode, FileOfTheUsersOwnThatLeadsToTheHostsWillDo) {
  const std::string own = folder_.write("own", "Include ~/vscode/config\nHost mine\n").string();
  const std::string settings =
      R"({"remote.SSH.connectTimeout": 90, "remote.SSH.configFile": ")" + own + "\"}";
  EXPECT_EQ(check(settings), (std::vector{Status::ok, Status::ok}));
  host_ = "h";
  EXPECT_EQ(check(settings), (std::vector{Status::ok, Status::ok}));
  host_ = "other";
  EXPECT_EQ(check(settings), (std::vector{Status::ok, Status::warn}));
}

TEST_F(Vscode, ByteOrderMarkIsPassedOver) {
  EXPECT_EQ(check("\xEF\xBB\xBF{\"remote.SSH.connectTimeout\": 90}"),
            (std::vector{Status::ok, Status::ok}));
}

TEST_F(Vscode, WhatIsNoJsonObjectIsAWarning) {
  EXPECT_EQ(check("[]"), std::vector{Status::warn});
  EXPECT_EQ(check("{\"a\": "), std::vector{Status::warn});
}

}  // namespace
}  // namespace cloudx::doctor
