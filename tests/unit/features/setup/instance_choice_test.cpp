#include "features/setup/instance_choice.hpp"

#include <gtest/gtest.h>

namespace cloudx::setup {
namespace {

const Chooser kBob{"cloudxuser", "bob"};

aws::Instance instance(std::string id, std::map<std::string, std::string> tags,
                       aws::InstanceState state = aws::InstanceState::running) {
  aws::Instance one;
  one.instance_id = std::move(id);
  one.tags = std::move(tags);
  one.state = state;
  one.state_name = "running";
  return one;
}

std::vector<aws::Instance> several() {
  return {instance("i-1", {{"Name", "cloudX-dev-a"}}), instance("i-2", {{"Name", "other"}}),
          instance("i-3", {{"Name", "zzz"}, {"cloudxuser", "bob"}}),
          instance("i-4", {{"Name", "cloudX-dev-b"}, {"cloudxuser", "alice"}}),
          instance("i-5", {{"cloudxuser", "bob"}}, aws::InstanceState::terminated)};
}

TEST(InstanceChoice, OnesOwnComeFirst) {
  std::string order;
  for (const auto& one : sorted_for_choice(several(), kBob)) order += one.instance_id.substr(2);
  EXPECT_EQ(order, "3142");
}

TEST(InstanceChoice, LinesTellWhoseTheyAre) {
  const auto lines = choice_lines(sorted_for_choice(several(), kBob), kBob);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_TRUE(lines[0].ends_with("  yours")) << lines[0];
  EXPECT_TRUE(lines[1].ends_with("  dev")) << lines[1];
  EXPECT_TRUE(lines[2].ends_with("  alice")) << lines[2];
}

TEST(InstanceChoice, OnlyOneOfOnesOwnIsTaken) {
  EXPECT_EQ(only_one_owned(sorted_for_choice(several(), kBob), kBob).value_or(""), "i-3");
  auto more = several();
  more.push_back(instance("i-6", {{"cloudxuser", "bob"}}, aws::InstanceState::stopped));
  const auto two = only_one_owned(sorted_for_choice(more, kBob), kBob);
  ASSERT_FALSE(two);
  for (const char* part : {"--instance", "i-3", "i-6"}) {
    EXPECT_TRUE(two.error().message.contains(part)) << two.error().message;
  }
  EXPECT_FALSE(two.error().message.contains("i-4")) << two.error().message;
}

TEST(InstanceChoice, NoneOfOnesOwnIsAnError) {
  const Chooser carol{"cloudxuser", "carol"};
  const auto none = only_one_owned(sorted_for_choice(several(), carol), carol);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, Errc::usage);
  EXPECT_TRUE(none.error().message.contains("cloudxuser=carol")) << none.error().message;
  const Chooser nobody{"cloudxuser", ""};
  EXPECT_FALSE(only_one_owned({instance("i-1", {{"cloudxuser", ""}})}, nobody));
}

}  // namespace
}  // namespace cloudx::setup
