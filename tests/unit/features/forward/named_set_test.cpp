#include "features/forward/named_set.hpp"

#include <gmock/gmock.h>

namespace cloudx::forward {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class NamedSetTest : public testing::Test {
 protected:
  NamedSetTest() {
    configuration_.file = "/home/me/config";
    configuration_.sections.forwards["db"] = {
        .target = "server", .local = {{"5432:db.internal:5432", 3}}, .dynamic = {{"1080", 4}}};
    request_.node.target = "db";
  }

  config::Configuration configuration_;
  ForwardRequest request_;
};

TEST_F(NamedSetTest, NameGivesTargetAndEnds) {
  const auto made = with_named_set(request_, configuration_);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->node.target, "server");
  EXPECT_THAT(made->local, ElementsAre("5432:db.internal:5432"));
  EXPECT_THAT(made->dynamic, ElementsAre("1080"));
}

TEST_F(NamedSetTest, EndsOfTheCommandLineTakeThePlaceOfAll) {
  request_.local = {"80"};
  const auto made = with_named_set(request_, configuration_);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->node.target, "server");
  EXPECT_THAT(made->local, ElementsAre("80"));
  EXPECT_THAT(made->dynamic, IsEmpty());
}

TEST_F(NamedSetTest, OtherNameIsATarget) {
  request_.node.target = "i-0123456789abcdef0";
  const auto nothing = with_named_set(request_, configuration_);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().kind, Errc::usage);
  EXPECT_THAT(nothing.error().message,
              AllOf(HasSubstr("give -L or -D, or the name of a set"),
                    HasSubstr("no [forward i-0123456789abcdef0] in /home/me/config")));
  request_.dynamic = {"1080"};
  const auto made = with_named_set(request_, configuration_);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->node.target, "i-0123456789abcdef0");
}

TEST_F(NamedSetTest, EndThatCannotBeReadIsToldWithItsLine) {
  configuration_.sections.forwards["db"].dynamic = {{"socks", 9}};
  const auto made = with_named_set(request_, configuration_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Errc::configuration);
  EXPECT_THAT(made.error().message, HasSubstr("/home/me/config, line 9: "));
}

}  // namespace
}  // namespace cloudx::forward
