// Both alarms are due when the loop looks: their handlers are in its queue together.

#include "async/alarm.hpp"

#include <optional>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace cloudx::async {
namespace {

class AlarmTest : public testing::Test {
 protected:
  static Alarm::TimePoint past(int seconds) {
    return Alarm::TimePoint::clock::now() - std::chrono::seconds(seconds);
  }

  boost::asio::io_context io;
  Alarm first{io.get_executor()};
  std::optional<Alarm> second{io.get_executor()};
  int calls = 0;  // of the second one
};

TEST_F(AlarmTest, IsCalledOnceAndNotInsideSet) {
  second->set(past(1), [this] { ++calls; });
  EXPECT_EQ(calls, 0);
  io.run();
  EXPECT_EQ(calls, 1);
}

TEST_F(AlarmTest, ThatIsDueIsNotCalledAfterItsEnd) {
  first.set(past(2), [this] { second.reset(); });
  second->set(past(1), [this] { ++calls; });
  io.run();
  EXPECT_EQ(calls, 0);
}

TEST_F(AlarmTest, ThatIsDueIsNotCalledOnceItIsCancelled) {
  first.set(past(2), [this] { second->cancel(); });
  second->set(past(1), [this] { ++calls; });
  io.run();
  EXPECT_EQ(calls, 0);
}

TEST_F(AlarmTest, LaterSettingTakesThePlaceOfOneThatIsDue) {
  int later = 0;
  first.set(past(2), [&] { second->set(past(1), [&] { ++later; }); });
  second->set(past(1), [this] { ++calls; });
  io.run();
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(later, 1);
}

TEST_F(AlarmTest, MayEndItself) {
  second->set(past(1), [this] {
    second.reset();
    ++calls;
  });
  io.run();
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace cloudx::async
