#include "hosts/proxy_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sshconfig/line.hpp"
#include "sshconfig/shell_words.hpp"

namespace cloudx::hosts {
namespace {

TEST(ProxyCommandLine, OursIsKnownInEveryForm) {
  for (const char* line :
       {"uvx cloudx-proxy connect %h %p", "uvx cloudX-proxy connect %h %p",
        "/usr/bin/uvx --python 3.12 cloudx-proxy@0.16.13 connect %h %p",
        "cloudx-proxy connect %h %p", "/usr/local/bin/cloudX-proxy connect %h %p",
        "\"/opt/my tools/cloudx-proxy\" connect %h %p",
        "'/opt/my tools/cloudx-proxy' connect %h %p", "/opt/my\\ tools/cloudx-proxy connect %h %p",
        "~/bin/cloudx-proxy connect %h %p", "exec cloudx-proxy connect %h %p",
        "uv tool run cloudx-proxy connect %h %p"}) {
    EXPECT_TRUE(parse_proxy_command(line)) << line;
  }
}

TEST(ProxyCommandLine, OthersAreLeftAlone) {
  for (const char* line :
       {"nc %h %p", "none", "", "ssh -W %h:%p cloudx-proxy", "uvx team-proxy connect %h %p",
        "cloudx-proxy setup", "cloudx-proxy connect %h %p | tee log", "cloudx-proxy connect %h 2>x",
        "AWS_PROFILE=x cloudx-proxy connect %h %p", "$BIN/cloudx-proxy connect %h %p",
        "\"uvx cloudx-proxy connect %h %p\"", "cloudx-proxy connect 'x", "cloudx-proxy", "uvx",
        "sh -c 'cloudx-proxy connect %h %p'", "echo cloudx-proxy connect %h %p"}) {
    EXPECT_FALSE(parse_proxy_command(line)) << line;
  }
  EXPECT_TRUE(parse_proxy_command("uvx team-proxy connect %h %p", "team-a"));
}

TEST(ProxyCommandLine, FlagsAreTakenAndKeptInOrder) {
  const std::string line =
      "uvx cloudx-proxy connect %h %p --region=us-east-1 --new 'x y' --profile \"my profile\" "
      "--ssh-dir ~/.ssh/x --aws-env $ENV -v";
  const auto command = parse_proxy_command(line);
  ASSERT_TRUE(command);
  EXPECT_EQ(command->option("--region"), "us-east-1");
  EXPECT_EQ(command->option("--profile"), "my profile");
  EXPECT_EQ(command->option("--ssh-dir"), "~/.ssh/x");
  EXPECT_EQ(command->option("--aws-env"), std::nullopt);
  EXPECT_EQ(command->option("--ssh-key"), std::nullopt);
  EXPECT_EQ(command->name(), "cloudx-proxy");
  EXPECT_EQ(format(*command), line);
}

TEST(ProxyCommandLine, ChangedProgramAndOptionLeaveTheRest) {
  auto command = *parse_proxy_command("uvx cloudX-proxy@1 connect %h %p --a b --profile x --c");
  EXPECT_EQ(command.name(), "cloudX-proxy");
  command.launcher.clear();
  command.program = "/opt/100% \"new\" $x/cloudx-proxy";
  command.set_option("--profile", "it's 50%");
  command.set_option("--ssh-key", "k");
  const std::string line = format(command);
  EXPECT_EQ(
      line,
      "\"/opt/100%% \\\"new\\\" \\$x/cloudx-proxy\" connect %h %p --a b --profile \"it's 50%%\" "
      "--c --ssh-key k");
  const auto again = parse_proxy_command(line);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->program, command.program);
  EXPECT_EQ(again->option("--profile"), "it's 50%");
  command.remove_option("--profile");
  EXPECT_EQ(command.option("--profile"), std::nullopt);
}

TEST(ProxyCommandLine, HomeDirectoryOfTheProgramStaysOutsideOfQuotes) {
  EXPECT_EQ(format(make_proxy_command("~/my bin/cloudx-proxy")),
            "~/\"my bin/cloudx-proxy\" connect %h %p");
}

TEST(ProxyCommandLine, NewOptionIsNoValueOfOneThatLacksIt) {
  auto command = *parse_proxy_command("cloudx-proxy connect %h %p --aws-env");
  command.set_option("--profile", "a");
  EXPECT_EQ(format(command), "cloudx-proxy connect %h %p --profile a --aws-env");
  command = *parse_proxy_command("cloudx-proxy connect %h %p --aws-env $E");
  command.set_option("--profile", "a");
  EXPECT_EQ(format(command), "cloudx-proxy connect %h %p --aws-env $E --profile a");
}

TEST(ProxyCommandLine, SameArgumentsWhateverProgramAndOrder) {
  const auto parsed = [](const char* line) { return *parse_proxy_command(line); };
  const auto one = parsed("uvx cloudx-proxy connect %h %p --profile a --region r");
  EXPECT_TRUE(
      same_arguments(one, parsed("/x/cloudX-proxy connect %h %p --region=r --profile 'a'")));
  EXPECT_TRUE(
      same_arguments(one, parsed("cloudx-proxy connect %h %p --profile b --region r --profile a")));
  EXPECT_FALSE(same_arguments(one, parsed("cloudx-proxy connect %h %p --profile a")));
  EXPECT_FALSE(same_arguments(one, parsed("cloudx-proxy connect %h 22 --profile a --region r")));
}

// ssh counts quotes itself before the shell sees the command, and would refuse the file.
TEST(ShellWords, QuotedTextIsItselfForTheShellAndBalancedForSsh) {
  for (const std::string_view text : {"plain", "two words", "it's", "a\"b", "\\", "a\\'b",
                                      "$HOME `x`", "#x", "50%h", "", "a;b|c", "~/x", "*"}) {
    const std::string quoted = sshconfig::shell_quoted(text);
    const auto words = sshconfig::split_shell_words(quoted);
    ASSERT_TRUE(words) << text;
    ASSERT_EQ(words->size(), 1U) << text;
    EXPECT_EQ(words->front().text, text);
    EXPECT_EQ(sshconfig::make_line("ProxyCommand p " + quoted, "").kind,
              sshconfig::LineKind::directive)
        << text;
  }
}

// The first release was called without "connect".
TEST(ProxyCommandLine, OldestPredecessorIsKnown) {
  for (const char* text :
       {"uvx cloudx-client %h %p", "uvx cloudx-client@0.1.2 %h %p --key-path ~/k.pub",
        "uvx cloudx-client connect %h %p", "/home/u/.local/bin/cloudX-client %h %p --profile x",
        "exec uvx cloudx-client %h %p --profile x"}) {
    const auto command = parse_proxy_command(text);
    ASSERT_TRUE(command) << text;
    EXPECT_TRUE(command->is_client());
    const std::string plain = std::string_view(text).starts_with("exec ") ? text + 5 : text;
    EXPECT_EQ(format(*command), plain);
    EXPECT_EQ(command->arguments.at(0).raw, "%h");
  }
  EXPECT_EQ(parse_proxy_command("uvx cloudx-client %h %p --profile x")->option("--profile"), "x");
  EXPECT_FALSE(parse_proxy_command("cloudx-client"));
  EXPECT_FALSE(parse_proxy_command("uvx cloudx-proxy %h %p"));
  EXPECT_FALSE(parse_proxy_command("uvx cloudx-client %h %p | cat"));
}

}  // namespace
}  // namespace cloudx::hosts
