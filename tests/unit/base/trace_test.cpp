#include "base/trace.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::trace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Kept final : public Sink {
 public:
  void write(Topic topic, std::string_view line) override {
    lines.push_back(std::string(kTopicNames[static_cast<std::size_t>(topic)]) + ": " +
                    std::string(line));
  }
  std::vector<std::string> lines;
};

class TraceTest : public testing::Test {
 protected:
  ~TraceTest() override { direct_to(nullptr, 0); }
  Kept kept_;
};

TEST_F(TraceTest, OnlyTheTopicsThatWereChosenAreWritten) {
  direct_to(&kept_, parse_topics("http,relay").value());
  line(Topic::http, "{} {}", "GET", 200);
  line(Topic::session, "no");
  write(Topic::retry, "no");
  line(Topic::relay, "yes");
  EXPECT_THAT(kept_.lines, ElementsAre("http: GET 200", "relay: yes"));
}

TEST_F(TraceTest, NothingIsWrittenBeforeAndAfter) {
  line(Topic::http, "before");
  direct_to(&kept_, kAllTopics);
  direct_to(nullptr, kAllTopics);
  EXPECT_FALSE(is_on(Topic::http));
  line(Topic::http, "after");
  EXPECT_THAT(kept_.lines, IsEmpty());
}

TEST(TraceTopics, AllAndNamesAndWhatIsNone) {
  EXPECT_EQ(parse_topics("all").value(), kAllTopics);
  EXPECT_EQ(parse_topics("session,window,http,retry,relay").value(), kAllTopics);
  EXPECT_EQ(parse_topics("").value(), 0U);
  const auto wrong = parse_topics("session,frames");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message, HasSubstr("'frames'"));
  EXPECT_THAT(wrong.error().message, HasSubstr("window"));
}

}  // namespace
}  // namespace cloudx::trace
