#include "home/ssh_keys/instance_connect_key.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::home {
namespace {

const std::string kKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFve4ieTtGXfJqqCpg5YvGA2zoUP3RynkjByFP8DP6AF";
const std::string kLine = kKey + " user@example";

class PublicKeyTest : public testing::Test {
 protected:
  std::string refused(std::string_view content) {
    const auto key = read_public_key(folder_.write("key.pub", content));
    EXPECT_FALSE(key) << content;
    return key ? "" : key.error().message;
  }
  test::TemporaryFolder folder_;
};

TEST_F(PublicKeyTest, KeyIsTakenWithoutItsComment) {
  for (const std::string& content :
       {kLine + "\r\n\n", kKey + " J\xF6rg\n", "# mine\n" + kLine, kKey + std::string(99, ' '),
        kLine + std::string(100'000, 'x')}) {
    const auto key = read_public_key(folder_.write("key.pub", content));
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(*key, kKey);
  }
}

TEST_F(PublicKeyTest, MissingFileSaysHowToMakeOne) {
  const auto key = read_public_key(folder_.path() / "key.pub");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().kind, Errc::configuration);
  EXPECT_TRUE(key.error().message.contains("ssh-keygen -t ed25519 -f " +
                                           (folder_.path() / "key").string()));
}

TEST_F(PublicKeyTest, PrivateKeyIsNeverTaken) {
  EXPECT_TRUE(refused("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n").contains("private key"));
}

TEST_F(PublicKeyTest, WhatIsNoSinglePublicKeyIsRefused) {
  refused("");
  refused("hello");
  refused(kLine + "\n" + kLine);
  refused("ssh-rsa " + kLine.substr(12));  // the blob says ed25519
  refused("ssh-ed25519 AAAAC3Nz");
}

TEST_F(PublicKeyTest, SizeThatTheServiceRefusesIsToldFirst) {
  EXPECT_TRUE(refused("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA\n").contains("80 to 4096"));
  EXPECT_TRUE(refused(kKey + std::string(4100, 'A') + "\n").contains("80 to 4096"));
}

}  // namespace
}  // namespace cloudx::home
