#include "features/doctor/include_check.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::doctor {
namespace {

class Include : public ::testing::Test {
 protected:
  Finding check(std::string_view main, std::string host = "web") {
    const auto ours = folder_.write(".ssh/vscode/config", "Host web\n  HostName i-12345678\n");
    const auto main_config = folder_.write(".ssh/config", main);
    return check_include({main_config, ours, folder_.path(), "cloudx-proxy setup", std::move(host)},
                         sshconfig::DiskFiles());
  }

  test::TemporaryFolder folder_;
};

TEST_F(Include, AtTheTopIsOkInEveryForm) {
  for (const std::string& line :
       {std::string("Include vscode/config"), std::string("include=\"~/.ssh/vscode/config\""),
        "Include " + folder_.path().string() + "/.ssh/v*/config",
        std::string("# hi\n\nInclude vscode/config")}) {
    EXPECT_EQ(check(line + "\nHost *\n  User me\n").status, Status::ok) << line;
  }
}

TEST_F(Include, SettingAboveItIsNamed) {
  const Finding finding = check("User alice\nCompression yes\nInclude vscode/config\n");
  EXPECT_EQ(finding.status, Status::warn);
  EXPECT_TRUE(finding.text.contains("\"User alice\""));
  EXPECT_FALSE(finding.text.contains("Compression"));
}

TEST_F(Include, InsideABlockFails) {
  const Finding finding = check("Host other\n  User x\nInclude vscode/config\n");
  EXPECT_EQ(finding.status, Status::fail);
  EXPECT_TRUE(finding.text.contains("Host other"));
}

TEST_F(Include, InsideABlockForAllHostsIsAWarning) {
  EXPECT_EQ(check("Host *\n  User x\n  Include vscode/config\n").status, Status::warn);
  EXPECT_EQ(check("Match all\nInclude vscode/config\n").status, Status::warn);
}

TEST_F(Include, MissingOneFails) {
  EXPECT_EQ(check("# Include vscode/config\nHost *\n").status, Status::fail);
  EXPECT_EQ(check("Include vscode/config2\n").status, Status::fail);
}

TEST_F(Include, HostOfAnotherFileIsNotItsBusiness) {
  EXPECT_EQ(check("", "elsewhere").status, Status::skipped);
  EXPECT_EQ(check("", "").status, Status::fail);
}

TEST_F(Include, NoneIsNeededWithoutAConfigOfOurs) {
  EXPECT_EQ(check_include({"/nowhere/a", "/nowhere/b", "/nowhere", "", ""}, sshconfig::DiskFiles())
                .status,
            Status::skipped);
}

}  // namespace
}  // namespace cloudx::doctor
