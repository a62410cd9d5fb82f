#include "protocol/relay/user_data.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

// What YAML, sh, Python, sshd and cloud-init's schema make of it:
// tests/integration/test_user_data.py.
class UserData : public testing::Test {
 protected:
  std::string text() const { return std::string(vm_user_data(settings).reveal()); }

  VmSettings settings{
      .host_key = {"ssh-ed25519 AAAAC3Nza",
                   Secret("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\nAAAA\n"
                          "-----END OPENSSH PRIVATE KEY-----\n")},
  };
};

TEST_F(UserData, IsCloudConfigWithinEc2sLimit) {
  EXPECT_TRUE(text().starts_with("#cloud-config\n"));
  EXPECT_LE(text().size(), 16384U);
}

TEST_F(UserData, HostKeyReplacesTheImagesKeys) {
  EXPECT_NE(text().find("ssh_deletekeys: true\n"
                        "ssh_keys:\n"
                        "  ed25519_private: |\n"
                        "    -----BEGIN OPENSSH PRIVATE KEY-----\n"
                        "    b3Bl\n"
                        "    AAAA\n"
                        "    -----END OPENSSH PRIVATE KEY-----\n"
                        "  ed25519_public: ssh-ed25519 AAAAC3Nza\n"),
            std::string::npos)
      << text();
}

TEST_F(UserData, LimitsAreGivenInSeconds) {
  settings.idle = 7min;
  settings.most = 3h;
  EXPECT_NE(text().find("/usr/local/sbin/relay-watch, '420', '10800']"), std::string::npos);
  EXPECT_NE(text().find("--on-active=11400,"), std::string::npos) << "ten minutes after the watch";
}

TEST_F(UserData, NothingIsInstalledAtBoot) {
  for (const std::string_view word : {"packages:", "package_update", "dnf ", "yum ", "curl "}) {
    EXPECT_EQ(text().find(word), std::string::npos) << word;
  }
}

TEST_F(UserData, NoLineIsIndentedWithATab) {
  EXPECT_EQ(text().find('\t'), std::string::npos);
}

}  // namespace
}  // namespace cloudx::relay
