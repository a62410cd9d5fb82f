#include "features/forward/register.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/private_mode.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::forward {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RegisterEntry entry_of(const Registration& registration) {
  return {.name = registration.name(),
          .process = 42,
          .target = "team=core",
          .since = Timestamp(std::chrono::seconds(1'700'000'000)),
          .ends = {{"127.0.0.1:80", "port 80"}, {"[::1]:1080", "SOCKS"}},
          .log = "/log",
          .socket = "/socket"};
}

TEST(Register, HasWhatIsPublishedAsLongAsItRuns) {
  const test::TemporaryFolder folder;
  const auto place = folder.path() / "forward";
  EXPECT_THAT(running(place).value(), IsEmpty());
  {
    const auto registration = Registration::claim(place, "team=core");
    ASSERT_TRUE(registration);
    EXPECT_TRUE(test::is_private_folder(place));
    EXPECT_THAT(running(place).value(), IsEmpty());
    ASSERT_TRUE(registration->publish(entry_of(*registration)));
    EXPECT_THAT(running(place).value(), ElementsAre(entry_of(*registration)));
  }
  EXPECT_THAT(running(place).value(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(place / "team=core.forward"));
}

TEST(Register, NamesAreThoseOfTheTargetAndNumbered) {
  const test::TemporaryFolder folder;
  const auto first = Registration::claim(folder.path(), "../a b");
  const auto second = Registration::claim(folder.path(), "../a b");
  const auto option = Registration::claim(folder.path(), "-x");
  EXPECT_EQ(first->name(), "_.._a_b");
  EXPECT_EQ(second->name(), "_.._a_b-2");
  EXPECT_EQ(option->name(), "_-x");
}

TEST(Register, RemovesWhatOneThatWasKilledHasLeftButItsLog) {
  const test::TemporaryFolder folder;
  for (const char* ending : {"forward", "socket", "log"}) {
    std::ofstream(folder.path() / (std::string("web.") + ending))
        << R"({"name":"web","process":1,"since":"2026-01-01T00:00:00Z","ends":[]})";
  }
  EXPECT_THAT(running(folder.path()).value(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "web.forward"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "web.socket"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "web.log"));
}

}  // namespace
}  // namespace cloudx::forward
