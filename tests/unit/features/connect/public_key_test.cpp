#include "features/connect/public_key.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::connect {
namespace {

constexpr const char* kLine =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFve4ieTtGXfJqqCpg5YvGA2zoUP3RynkjByFP8DP6AF user@example";

class PublicKeyTest : public testing::Test {
 protected:
  std::string refused(std::string_view content) {
    const auto key = read_public_key(folder_.write("key.pub", content));
    EXPECT_FALSE(key) << content;
    return key ? "" : key.error().message;
  }
  test::TemporaryFolder folder_;
};

TEST_F(PublicKeyTest, LineIsTakenWithoutTheSpaceAroundIt) {
  const auto key = read_public_key(folder_.write("key.pub", std::string(kLine) + "\r\n\n"));
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(*key, kLine);
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
  refused(std::string(kLine) + "\n" + kLine);
  refused("ssh-rsa " + std::string(kLine).substr(12));  // the blob says ed25519
  refused("ssh-ed25519 AAAAC3Nz");
  refused(std::string(kLine) + std::string(5000, 'x'));
}

}  // namespace
}  // namespace cloudx::connect
