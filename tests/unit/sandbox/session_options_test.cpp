#include "sandbox/server/session_options.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::sandbox {
namespace {

TEST(SessionOptionsTest, RemoteHostHasAddresses) {
  HostNames names;
  EXPECT_TRUE(read_remote_host("db.internal=127.0.0.5,127.0.0.6", names));
  EXPECT_TRUE(read_remote_host("db.internal=127.0.0.7", names));
  EXPECT_EQ(names["db.internal"],
            (std::vector<std::string>{"127.0.0.5", "127.0.0.6", "127.0.0.7"}));
  EXPECT_FALSE(read_remote_host("db.internal", names));
  EXPECT_FALSE(read_remote_host("=127.0.0.5", names));
}

TEST(SessionOptionsTest, DocumentIsReadFromItsFile) {
  const test::TemporaryFolder folder;
  const auto file =
      folder.write("mine.json", R"({"schemaVersion":"1.0","sessionType":"Port","properties":{}})");
  Documents documents;
  EXPECT_TRUE(read_document("mine=" + file.string(), documents));
  EXPECT_EQ(documents.at("mine").session_type, "Port");
}

TEST(SessionOptionsTest, WhatIsNoDocumentIsRefusedWithItsFilesName) {
  const test::TemporaryFolder folder;
  Documents documents;
  for (const char* text : {"", "[]", "{}"}) {
    const auto file = folder.write("bad.json", text);
    const auto done = read_document("mine=" + file.string(), documents);
    ASSERT_FALSE(done) << text;
    EXPECT_TRUE(done.error().message.contains("bad.json")) << done.error().message;
  }
  EXPECT_FALSE(read_document("mine=" + (folder.path() / "missing").string(), documents));
  EXPECT_FALSE(read_document("mine", documents));
  EXPECT_TRUE(documents.empty());
}

}  // namespace
}  // namespace cloudx::sandbox
