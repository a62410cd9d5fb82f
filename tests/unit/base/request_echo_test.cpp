#include "base/request_echo.hpp"

#include <gtest/gtest.h>

namespace cloudx {
namespace {

TEST(RequestEcho, NothingIsLeftOfASignature) {
  EXPECT_EQ(without_signature("no /a?x=1&X-Amz-Signature=hidden&y=2"),
            "no /a?x=1&X-Amz-Signature...");
  EXPECT_EQ(without_signature("'GET\n/\n\nhost:a\nx-amz-security-token:hidden\n\nhost'"),
            "'GET\n/\n\nhost:a\nx-amz-security-token...");
  EXPECT_EQ(without_signature("/?X-Amz-Signature%3Dhidden&amp;X-Amz-Security-Token=hidden"),
            "/?X-Amz-Signature...");
}

TEST(RequestEcho, OtherTextsStayAsTheyAre) {
  for (const char* text : {"", "x-amz", "the header X-Amz-Date is missing", "X-Amz-Signatur"}) {
    EXPECT_EQ(without_signature(text), text);
  }
}

}  // namespace
}  // namespace cloudx
