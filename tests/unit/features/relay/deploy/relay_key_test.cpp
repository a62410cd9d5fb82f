#include "features/relay/deploy/relay_key.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/file.hpp"
#include "support/temporary_folder.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::relay {
namespace {

using ::testing::HasSubstr;

const std::string kKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

class Silent final : public Progress {
 public:
  void status(std::string_view, bool) override {}
  void detail(std::string_view) override {}
  void warn(std::string_view) override {}
  void report(std::string_view text) override { told += text; }
  void done() override {}
  std::string told;
};

class PublicKeyTest : public ::testing::Test {
 protected:
  Result<std::string> settle(const std::string& content) {
    const auto file = folder_.path() / "key.pub";
    EXPECT_TRUE(os::write_file_atomically(file, content, os::FileAccess::readable_if_new));
    return resolve_public_key(file.string(), context(), progress_);
  }
  home::ProcessContext context() {
    return {"cloudx-proxy", folder_.path().string(), aws::testing::environment_of({}), {}};
  }

  test::TemporaryFolder folder_;
  Silent progress_;
};

TEST_F(PublicKeyTest, TheCommentDoesNotCount) {
  EXPECT_EQ(settle(kKey + " me@here now\n").value(), kKey);
  EXPECT_EQ(settle("\n" + kKey + "\r\n").value(), kKey);
  EXPECT_EQ(settle("# mine\n" + kKey + "\tJ\xF6rg\n").value(), kKey);
}

TEST_F(PublicKeyTest, WhatIsNoKeyForEc2IsRefusedWithTheReason) {
  for (const auto& [content, reason] :
       {std::pair{std::string("-----BEGIN OPENSSH PRIVATE KEY-----\nx\n"), "private key"},
        std::pair{kKey + "\n" + kKey, "more than one key"},
        std::pair{
            std::string("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY="),
            "ssh-ed25519 and ssh-rsa alone"},
        std::pair{std::string("ssh-ed25519 AAAA"), "of the form"},
        std::pair{std::string("ssh-rsa ") + kKey.substr(12), "of the form"},
        std::pair{std::string("ssh-ed25519"), "of the form"},
        std::pair{std::string(), "of the form"}}) {
    const auto key = settle(content);
    ASSERT_FALSE(key) << content;
    EXPECT_EQ(key.error().kind, Errc::configuration);
    EXPECT_THAT(key.error().message, HasSubstr(reason));
  }
}

TEST_F(PublicKeyTest, AMissingFileThatWasNamedIsNotMade) {
  const auto key = resolve_public_key((folder_.path() / "none.pub").string(), context(), progress_);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().kind, Errc::not_found);
}

TEST_F(PublicKeyTest, AnotherKeyHasAnotherLabel) {
  std::string other = kKey;
  other.back() = 'm';
  EXPECT_EQ(key_label(kKey).size(), 12U);
  EXPECT_EQ(key_label(kKey), key_label(kKey));
  EXPECT_NE(key_label(kKey), key_label(other));
}

}  // namespace
}  // namespace cloudx::relay
