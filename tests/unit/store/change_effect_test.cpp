#include "store/change_effect.hpp"

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
  ChangeEffect expected;
};

class AlterationOf : public ::testing::TestWithParam<Case> {};

TEST_P(AlterationOf, AMemberIsAsTheInterfaceSays) {
  RelayState state = running();
  RelayState expected = running();
  GetParam().set(expected);
  if (GetParam().expected == ChangeEffect::published) expected.version = 8;
  EXPECT_EQ(apply_change(state,
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
        Case{"phase", [](RelayState& s) { s.phase = RelayPhase::ending; }, ChangeEffect::published},
        Case{"client_token", [](RelayState& s) { s.client_token = "t"; }, ChangeEffect::published},
        Case{"image_id", [](RelayState& s) { s.image_id = "ami"; }, ChangeEffect::published},
        Case{"attempt", [](RelayState& s) { s.attempt = 2; }, ChangeEffect::published},
        Case{"instance_id", [](RelayState& s) { s.instance_id = "i"; }, ChangeEffect::published},
        Case{"address", [](RelayState& s) { s.address = "192.0.2.1"; }, ChangeEffect::published},
        Case{"host_key", [](RelayState& s) { s.host_key = "k"; }, ChangeEffect::published},
        Case{"step", [](RelayState& s) { s.step = "booting"; }, ChangeEffect::published},
        Case{"error", [](RelayState& s) { s.error = "none left"; }, ChangeEffect::published},
        Case{"v1", [](RelayState& s) { s.v1 = true; }, ChangeEffect::published},
        Case{"wanted_at", [](RelayState& s) { s.wanted_at = kLater; }, ChangeEffect::published},
        Case{"launched_at", [](RelayState& s) { s.launched_at = kLater; }, ChangeEffect::published},
        Case{"last_used", [](RelayState& s) { s.last_used = kLater; }, ChangeEffect::silent},
        Case{"owner", [](RelayState& s) { s.owner = "node"; }, ChangeEffect::silent},
        Case{"lease_until", [](RelayState& s) { s.lease_until = kLater; }, ChangeEffect::silent},
        Case{"launcher", [](RelayState& s) { s.launcher = "client"; }, ChangeEffect::silent},
        Case{"nothing", [](RelayState&) {}, ChangeEffect::none}),
    [](const auto& info) { return std::string(info.param.member); });

TEST(ChangeEffect, ChangeThatSaysFalseLeavesTheStateAsItWas) {
  RelayState state = running();
  EXPECT_EQ(apply_change(state,
                         [](RelayState& changed) {
                           changed.phase = RelayPhase::ending;
                           return false;
                         }),
            ChangeEffect::none);
  EXPECT_EQ(state, running());
}

TEST(ChangeEffect, IdAndVersionAreNotTheChangesToSet) {
  RelayState state = running();
  EXPECT_EQ(apply_change(state,
                         [](RelayState& changed) {
                           changed.id = "elsewhere";
                           changed.version = 1;
                           return true;
                         }),
            ChangeEffect::none);
  EXPECT_EQ(state, running());
}

}  // namespace
}  // namespace cloudx::store
