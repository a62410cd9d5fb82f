#include "sshconfig/windows_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::sshconfig {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> texts(std::string_view command) {
  std::vector<std::string> found;
  const auto words = windows_words(command);
  if (!words) return {"(open quote)"};
  for (const ShellWord& word : *words) found.push_back(word.text.value_or("(token)"));
  return found;
}

TEST(WindowsWords, BackslashesMeanThemselvesButBeforeQuotes) {
  EXPECT_THAT(texts(R"(C:\bin\cloudx-proxy.exe connect i-1 22)"),
              ElementsAre(R"(C:\bin\cloudx-proxy.exe)", "connect", "i-1", "22"));
  EXPECT_THAT(texts(R"("C:\Program Files\x.exe" a\b "c\\" \"d\")"),
              ElementsAre(R"(C:\Program Files\x.exe)", R"(a\b)", R"(c\)", R"("d")"));
  EXPECT_THAT(texts(R"(a"b c"d "" 'e f')"), ElementsAre("ab cd", "", "'e", "f'"));
  EXPECT_THAT(texts(R"("a\\\"b")"), ElementsAre(R"(a\"b)"));
  EXPECT_THAT(texts(R"("open)"), ElementsAre("(open quote)"));
  EXPECT_THAT(texts(" \t"), ElementsAre());
}

TEST(WindowsWords, NothingIsExpandedButTokensOfSsh) {
  EXPECT_THAT(texts("x $HOME * ; | > & 100%% %h"),
              ElementsAre("x", "$HOME", "*", ";", "|", ">", "&", "100%", "(token)"));
  const auto words = windows_words(R"("a b" %h)");
  EXPECT_EQ(words->at(0).raw, R"("a b")");
  EXPECT_EQ(words->at(1).raw, "%h");
}

TEST(WindowsWords, QuotedTextIsReadAsItWas) {
  EXPECT_EQ(windows_quoted("C:/bin/cloudx-proxy.exe"), "C:/bin/cloudx-proxy.exe");
  EXPECT_EQ(windows_quoted("C:/Program Files/x"), R"("C:/Program Files/x")");
  EXPECT_EQ(windows_quoted(""), R"("")");
  for (const std::string text :
       {R"(a b\)", R"(a "b" \\ c)", R"(\"x y\\")", "100% sure", "it's", "\t"}) {
    const std::string quoted = windows_quoted(text);
    EXPECT_THAT(texts(quoted + " next"), ElementsAre(text, "next")) << quoted;
  }
}

}  // namespace
}  // namespace cloudx::sshconfig
