#include <gtest/gtest.h>

#include "os/platform.hpp"
#include "os/program_path.hpp"

namespace cloudx::os {
namespace {

TEST(ProgramName, FoldersDoNotBelongToIt) {
  EXPECT_EQ(program_name("cloudx-proxy"), "cloudx-proxy");
  EXPECT_EQ(program_name("/opt/my tools/cloudx-proxy"), "cloudx-proxy");
  EXPECT_EQ(program_name("/opt/"), "");
}

TEST(ProgramName, IsTheSameOnWindows) {
  const std::string_view called = R"(C:\bin\cloudx-proxy.exe)";
  EXPECT_EQ(program_name(called), kIsWindows ? "cloudx-proxy" : called);
  EXPECT_EQ(program_name("C:/bin/CLOUDX-PROXY.EXE"),
            kIsWindows ? "CLOUDX-PROXY" : "CLOUDX-PROXY.EXE");
}

}  // namespace
}  // namespace cloudx::os
