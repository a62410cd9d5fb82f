#include "features/relay/reconcile/action_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

TEST(ActionText, SaysWhatIsAskedAndOfWhom) {
  EXPECT_EQ(action_text(Ec2Request{DescribeVms{"home"}, seconds(1)}),
            "EC2: describe the VMs of home");
  EXPECT_EQ(action_text(Ec2Request{TerminateVms{{"i-1", "i-2"}}, seconds(1)}),
            "EC2: terminate i-1, i-2");
  EXPECT_EQ(action_text(ReadRecord{"home"}), "store: read home");
  EXPECT_EQ(action_text(Pause{seconds(2)}), "pause of 2000 ms");
}

TEST(ActionText, TokenOfALaunchIsLeftOut) {
  const std::string text = action_text(Ec2Request{
      RunInstance{.endpoint = "home", .client_token = "t0ken", .image_id = "ami-1", .attempt = 2},
      seconds(1)});
  EXPECT_THAT(text, HasSubstr("launch a VM for home, attempt 2"));
  EXPECT_THAT(text, Not(HasSubstr("t0ken")));
}

}  // namespace
}  // namespace cloudx::relay
