#include "base/timestamp.hpp"

#include <gtest/gtest.h>

namespace cloudx {
namespace {

constexpr Timestamp kTime{std::chrono::seconds(1700000000)};  // 2023-11-14T22:13:20Z

TEST(Timestamp, IsWrittenAsAwsWantsIt) {
  EXPECT_EQ(amz_date(kTime), "20231114T221320Z");
  EXPECT_EQ(iso8601(kTime), "2023-11-14T22:13:20Z");
}

TEST(Timestamp, CommonIso8601FormsAreRead) {
  for (const char* text :
       {"2023-11-14T22:13:20Z", "2023-11-14T22:13:20UTC", "2023-11-14T22:13:20",
        "2023-11-14 22:13:20.123Z", "2023-11-14T23:13:20+01:00", "2023-11-14T20:13:20-0200"}) {
    EXPECT_EQ(parse_iso8601(text), kTime) << text;
  }
}

TEST(Timestamp, NonsenseIsNotATime) {
  for (const char* text :
       {"", "2023", "2023-13-14T22:13:20Z", "2023-02-30T22:13:20Z", "2023-11-14T24:13:20Z",
        "2023-11-14T22:13:20X", "-023-11-14T22:13:20Z"}) {
    EXPECT_FALSE(parse_iso8601(text)) << text;
  }
}

TEST(Timestamp, HttpDateIsRead) {
  EXPECT_EQ(parse_http_date("Tue, 14 Nov 2023 22:13:20 GMT"), kTime);
  EXPECT_FALSE(parse_http_date("Tue, 14 Foo 2023 22:13:20 GMT"));
  EXPECT_FALSE(parse_http_date("14 Nov 2023 22:13:20 GMT"));
}

}  // namespace
}  // namespace cloudx
