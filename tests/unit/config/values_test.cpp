#include "config/values.hpp"

#include <gtest/gtest.h>

namespace cloudx::config {
namespace {

TEST(ConfigValues, KeysAreFoundByTheirNames) {
  EXPECT_EQ(find_key("reason"), Key::reason);
  EXPECT_EQ(find_key("exec_document"), Key::exec_document);
  EXPECT_EQ(find_key("Reason"), std::nullopt);
  EXPECT_EQ(find_key(""), std::nullopt);
}

TEST(ConfigValues, EmptyOneIsGoodForEveryKey) {
  for (const auto& [key, name] : kKeys) EXPECT_EQ(fault_of(key, ""), "") << name;
}

TEST(ConfigValues, ReasonHas256CharactersAtMostHoweverManyBytes) {
  std::string reason;
  for (int i = 0; i < 256; ++i) reason += "ä";
  EXPECT_EQ(fault_of(Key::reason, reason), "");
  EXPECT_EQ(fault_of(Key::reason, reason + "x"), "is longer than 256 characters");
  EXPECT_EQ(fault_of(Key::reason, "a\x1b[1m"), "has a control character");
}

TEST(ConfigValues, DocumentIsANameOrAnArn) {
  for (const char* good : {"Company-SSH", "a.b", "arn:aws:ssm:eu-west-1:123456789012:document/X"}) {
    EXPECT_EQ(fault_of(Key::shell_document, good), "") << good;
  }
  for (const std::string& wrong :
       {std::string("ab"), std::string("a b c"), std::string("Größe"), std::string(129, 'x')}) {
    EXPECT_EQ(fault_of(Key::document, wrong), "is not the name or the ARN of a document") << wrong;
  }
  EXPECT_EQ(fault_of(Key::document, std::string(128, 'x')), "");
}

TEST(ConfigValues, ClientVersionHasItsForm) {
  EXPECT_EQ(fault_of(Key::client_version, "1.2.707.0"), "");
  EXPECT_NE(fault_of(Key::client_version, "1.2.331.0"), "");
  EXPECT_NE(fault_of(Key::client_version, "latest"), "");
}

}  // namespace
}  // namespace cloudx::config
