#include "base/printable.hpp"

#include <gtest/gtest.h>

namespace cloudx {
namespace {

TEST(Printable, ControlCharactersBecomeBlanks) {
  EXPECT_EQ(printable("a\x1b[2J\tb\x7f\r\n"), "a [2J b   ");
  EXPECT_EQ(printable("Grüße\n"), "Grüße ");
}

TEST(Printable, ControlCharactersBeyondAsciiBecomeBlanks) {
  EXPECT_EQ(printable("a\xc2\x9b"
                      "2Jb\xc2\x80\xc2\x9f"),
            "a 2Jb  ");
  EXPECT_EQ(printable("\xc2\xa0\xc2"), "\xc2\xa0\xc2");  // a no-break space; a character cut off
}

TEST(Printable, LineFeedsStayWhereTheyAreWanted) {
  EXPECT_EQ(printable("a\r\nb\n", true), "a \nb\n");
}

TEST(Printable, ControlCharactersAreWhatWouldBecomeBlanks) {
  EXPECT_TRUE(has_control("a\nb"));
  EXPECT_TRUE(has_control("\x7f"));
  EXPECT_TRUE(
      has_control("a\xc2\x9b"
                  "2J"));
  EXPECT_FALSE(has_control("a b ~ é\xc2\xa0\xc2"));
  EXPECT_FALSE(has_control(""));
}

TEST(Excerpt, SaysThatThereWasMore) {
  EXPECT_EQ(excerpt("four", 4), "four");
  EXPECT_EQ(excerpt("fo\nur", 4), "fo u...");
  EXPECT_EQ(excerpt("", 0), "");
}

TEST(Excerpt, CutsNoCharacterInTwo) {
  EXPECT_EQ(excerpt("aé", 2), "a...");
  EXPECT_EQ(excerpt("a€uro", 3), "a...");
  EXPECT_EQ(excerpt("a€uro", 4), "a€...");
  EXPECT_EQ(excerpt("\x80\x80\x80", 2), "...");
}

}  // namespace
}  // namespace cloudx
