#include "store/alteration.hpp"

#include <gtest/gtest.h>

namespace cloudx::store {
namespace {

RelayState running() {
  RelayState state;
  state.id = "home";
  state.phase = RelayPhase::running;
  state.version = 7;
  return state;
}

struct Case {
  const char* member;
  void (*set)(RelayState& state);
  Alteration expected;
};

class AlterationOf : public ::testing::TestWithParam<Case> {};

TEST_P(AlterationOf, AMemberIsAsTheInterfaceSays) {
  RelayState state = running();
  RelayState expected = running();
  GetParam().set(expected);
  if (GetParam().expected == Alteration::told) expected.version = 8;
  EXPECT_EQ(alter(state,
                  [](RelayState& changed) {
                    GetParam().set(changed);
                    return true;
                  }),
            GetParam().expected);
  EXPECT_EQ(state, expected);
}

constexpr Time kLater{std::chrono::milliseconds(1)};

INSTANTIATE_TEST_SUITE_P(
    EachMember, AlterationOf,
    ::testing::Values(
        Case{"phase", [](RelayState& s) { s.phase = RelayPhase::ending; }, Alteration::told},
        Case{"client_token", [](RelayState& s) { s.client_token = "t"; }, Alteration::told},
        Case{"image_id", [](RelayState& s) { s.image_id = "ami"; }, Alteration::told},
        Case{"attempt", [](RelayState& s) { s.attempt = 2; }, Alteration::told},
        Case{"instance_id", [](RelayState& s) { s.instance_id = "i"; }, Alteration::told},
        Case{"address", [](RelayState& s) { s.address = "192.0.2.1"; }, Alteration::told},
        Case{"host_key", [](RelayState& s) { s.host_key = "k"; }, Alteration::told},
        Case{"step", [](RelayState& s) { s.step = "booting"; }, Alteration::told},
        Case{"error", [](RelayState& s) { s.error = "none left"; }, Alteration::told},
        Case{"v1", [](RelayState& s) { s.v1 = true; }, Alteration::told},
        Case{"wanted_at", [](RelayState& s) { s.wanted_at = kLater; }, Alteration::told},
        Case{"launched_at", [](RelayState& s) { s.launched_at = kLater; }, Alteration::told},
        Case{"last_used", [](RelayState& s) { s.last_used = kLater; }, Alteration::quiet},
        Case{"owner", [](RelayState& s) { s.owner = "node"; }, Alteration::quiet},
        Case{"lease_until", [](RelayState& s) { s.lease_until = kLater; }, Alteration::quiet},
        Case{"launcher", [](RelayState& s) { s.launcher = "client"; }, Alteration::quiet},
        Case{"nothing", [](RelayState&) {}, Alteration::none}),
    [](const auto& info) { return std::string(info.param.member); });

TEST(Alteration, ChangeThatSaysFalseLeavesTheStateAsItWas) {
  RelayState state = running();
  EXPECT_EQ(alter(state,
                  [](RelayState& changed) {
                    changed.phase = RelayPhase::ending;
                    return false;
                  }),
            Alteration::none);
  EXPECT_EQ(state, running());
}

TEST(Alteration, IdAndVersionAreNotTheChangesToSet) {
  RelayState state = running();
  EXPECT_EQ(alter(state,
                  [](RelayState& changed) {
                    changed.id = "elsewhere";
                    changed.version = 1;
                    return true;
                  }),
            Alteration::none);
  EXPECT_EQ(state, running());
}

TEST(RelayPhaseName, IsReadBack) {
  for (const RelayPhase phase :
       {RelayPhase::none, RelayPhase::launching, RelayPhase::running, RelayPhase::ending}) {
    EXPECT_EQ(relay_phase(name(phase)), phase);
  }
  EXPECT_EQ(name(RelayPhase::ending), "ending");
  EXPECT_FALSE(relay_phase("sleeping"));
}

}  // namespace
}  // namespace cloudx::store
