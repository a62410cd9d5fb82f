#include "aws/api/credentials/file_credentials.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::aws {
namespace {

using ::testing::HasSubstr;
using testing::run;

class FileCredentialsTest : public ::testing::TestWithParam<SharedFile> {
 protected:
  void write(std::string_view id) {
    const bool config = GetParam() == SharedFile::config;
    home_.write("file", fmt::format("[{}dev]\naws_access_key_id = {}\naws_secret_access_key = s\n",
                                    config ? "profile " : "", id));
  }
  std::string key() {
    const auto got = run(keys_.get({}));
    return got ? got->access_key_id + " " + got->source : got.error().message;
  }

  cloudx::test::TemporaryFolder home_;
  FileCredentials keys_{{.access_key_id = "FIRST",
                         .secret_access_key = Secret("s"),
                         .session_token = {},
                         .expiration = {},
                         .account_id = {},
                         .source = "file"},
                        GetParam(),
                        home_.path() / "file",
                        "dev"};
};

TEST_P(FileCredentialsTest, AreReadAgainOnlyWhenTheyHaveExpired) {
  write("SECOND");
  EXPECT_EQ(key(), "FIRST file");
  keys_.expired("FIRST");
  EXPECT_EQ(key(), "SECOND file");
  write("THIRD");
  EXPECT_EQ(key(), "SECOND file");
}

TEST_P(FileCredentialsTest, WhatIsMissingIsLookedForAgainEachTime) {
  keys_.expired("FIRST");
  EXPECT_FALSE(run(keys_.get({})).has_value());
  home_.write("file", "");
  EXPECT_THAT(key(), HasSubstr("profile dev"));
  EXPECT_EQ(run(keys_.get({})).error().kind, Errc::credentials);
  write("SECOND");
  EXPECT_EQ(key(), "SECOND file");
}

INSTANTIATE_TEST_SUITE_P(Both, FileCredentialsTest,
                         ::testing::Values(SharedFile::credentials, SharedFile::config));

}  // namespace
}  // namespace cloudx::aws
