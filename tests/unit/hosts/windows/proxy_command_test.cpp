#include "hosts/proxy_command.hpp"

#include <gtest/gtest.h>

namespace cloudx::hosts {
namespace {

TEST(ProxyCommandLine, OursIsKnownInEveryForm) {
  for (const char* line :
       {"uvx cloudx-proxy connect %h %p", "uvx.exe cloudX-proxy connect %h %p",
        R"(C:\Users\me\.local\bin\uvx.exe --python 3.12 cloudx-proxy@0.16.13 connect %h %p)",
        "cloudx-proxy connect %h %p", R"("C:\Program Files\cloudx\cloudx-proxy.exe" connect %h %p)",
        R"("C:/Program Files/cloudx/cloudX-proxy.EXE" connect %h %p)",
        R"(uv tool run cloudx-proxy connect %h %p --profile "my profile")"}) {
    EXPECT_TRUE(parse_proxy_command(line)) << line;
  }
  for (const char* line :
       {"nc %h %p", "none", "", "uvx team-proxy connect %h %p", "cloudx-proxy setup",
        R"("uvx cloudx-proxy connect %h %p")", R"(cloudx-proxy connect "x)",
        R"(cmd /c "cloudx-proxy connect %h %p")", "cloudx-proxy"}) {
    EXPECT_FALSE(parse_proxy_command(line)) << line;
  }
}

TEST(ProxyCommandLine, NoShellChangesItsWords) {
  const std::string line =
      R"(uvx cloudx-proxy connect %h %p --profile 'a' --ssh-dir ~/.ssh/x --aws-env $E)";
  const auto command = parse_proxy_command(line);
  ASSERT_TRUE(command);
  EXPECT_EQ(command->option("--profile"), "'a'");
  EXPECT_EQ(command->option("--aws-env"), "$E");
  EXPECT_EQ(format(*command), line);
}

TEST(ProxyCommandLine, ProgramAndValuesWithBlanksAreQuoted) {
  auto command = make_proxy_command("C:/Program Files/cloudx/cloudx-proxy.exe");
  command.set_option("--profile", "my profile 50%");
  command.set_option("--ssh-key", "k");
  const std::string line = format(command);
  EXPECT_EQ(
      line,
      R"("C:/Program Files/cloudx/cloudx-proxy.exe" connect %h %p --profile "my profile 50%%" --ssh-key k)");
  const auto again = parse_proxy_command(line);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->program, command.program);
  EXPECT_EQ(again->option("--profile"), "my profile 50%");
  EXPECT_TRUE(same_arguments(command, *again));
}

}  // namespace
}  // namespace cloudx::hosts
