#include "base/secret.hpp"

#include <type_traits>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cloudx {
namespace {

static_assert(!fmt::is_formattable<Secret>::value, "a secret must not find its way into a message");
static_assert(!std::is_convertible_v<Secret, std::string>);

TEST(Secret, MovedFromSecretHoldsNothing) {
  Secret one(std::string("long enough not to be stored in place: 0123456789"));
  const Secret two(std::move(one));
  EXPECT_TRUE(one.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  EXPECT_TRUE(two.reveal().starts_with("long enough"));
}

TEST(Secret, WipeOverwritesTheCharacters) {
  std::string text = "0123456789012345678901234567890123456789";
  const char* memory = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(memory[0], '\0');
}

TEST(Secret, TheEndOfTheScopeWipesWhatTheTextHasBecome) {
  std::string text;
  const char* memory = nullptr;
  {
    const WipeAtEnd wipe_text(text);
    text = "0123456789012345678901234567890123456789";
    memory = text.data();
  }
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(memory[0], '\0');
}

}  // namespace
}  // namespace cloudx
