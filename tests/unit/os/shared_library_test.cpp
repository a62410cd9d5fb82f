#include "os/shared_library.hpp"

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

TEST(SharedLibraryTest, ItsFunctionsCanBeCalled) {
  const auto library = SharedLibrary::load("libm.so.6");
  ASSERT_TRUE(library) << library.error().message;
  double (*floor)(double) = nullptr;
  ASSERT_TRUE(library->find("floor", floor));
  EXPECT_EQ(floor(2.5), 2.0);
}

TEST(SharedLibraryTest, WhatIsMissingIsNamed) {
  const auto none = SharedLibrary::load("no-such-library.so.1");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, Errc::unsupported);
  EXPECT_TRUE(none.error().message.contains("no-such-library.so.1")) << none.error().message;
  const auto library = SharedLibrary::load("libm.so.6");
  ASSERT_TRUE(library);
  void (*function)() = nullptr;
  const auto found = library->find("no_such_function", function);
  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().message.contains("no_such_function")) << found.error().message;
  EXPECT_EQ(function, nullptr);
}

}  // namespace
}  // namespace cloudx::os
