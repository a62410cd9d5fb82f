#include <vector>

#include <gtest/gtest.h>

#include "base/version.hpp"
#include "cli/command_line.hpp"
#include "cli/commands/connect.hpp"
#include "cli/commands/login.hpp"
#include "cli/commands/stop.hpp"

namespace cloudx::cli {
namespace {

Parsed parse(std::vector<const char*> words) {
  words.insert(words.begin(), "cloudx-proxy");
  return parse_command_line(static_cast<int>(words.size()), words.data());
}

const ConnectCommand& connect_command(const Parsed& parsed) {
  return dynamic_cast<const ConnectCommand&>(*std::get<std::unique_ptr<Command>>(parsed));
}

TEST(Options, ConnectTakesEveryOption) {
  const auto command =
      parse({"connect", "i-0123abcd",   "2222", "--profile", "p", "--region",  "r", "--ssh-key",
             "k",       "--ssh-config", "c",    "--ssh-dir", "d", "--aws-env", "e", "--os-user",
             "u",       "--timeout",    "7",    "--dry-run", "-q"});
  const auto& connect = connect_command(command);
  const auto& request = connect.request();
  EXPECT_EQ(request.target, "i-0123abcd");
  EXPECT_EQ(request.port, "2222");
  EXPECT_EQ(request.account.profile, "p");
  EXPECT_EQ(request.account.region, "r");
  EXPECT_EQ(request.locations.ssh_key, "k");
  EXPECT_EQ(request.locations.ssh_config, "c");
  EXPECT_EQ(request.locations.ssh_dir, "d");
  EXPECT_EQ(request.account.aws_env, "e");
  EXPECT_EQ(request.os_user, "u");
  EXPECT_EQ(request.timeout, std::chrono::seconds(7));
  EXPECT_TRUE(request.dry_run);
  EXPECT_TRUE(connect.quiet());
}

TEST(Options, DefaultsAreThoseOfTheHelpText) {
  const auto command = parse({"connect", "i-0123abcd"});
  const auto& request = connect_command(command).request();
  EXPECT_EQ(request.port, "22");
  EXPECT_EQ(request.os_user, "ec2-user");
  EXPECT_EQ(request.timeout, std::chrono::seconds(300));
  EXPECT_FALSE(request.account.profile);
}

TEST(Options, InstanceCommandsTakeTheirOptions) {
  const auto parsed = parse({"stop", "web", "--wait", "--timeout", "7", "--profile", "p"});
  const auto& stop =
      dynamic_cast<const StopCommand&>(*std::get<std::unique_ptr<Command>>(parsed)).request();
  EXPECT_EQ(stop.instance, "web");
  EXPECT_TRUE(stop.wait);
  EXPECT_EQ(stop.timeout, std::chrono::seconds(7));
  EXPECT_EQ(stop.account.profile, "p");
}

TEST(Options, LoginOpensABrowserUnlessToldNotTo) {
  const auto open = [](const Parsed& parsed) {
    const auto& command = *std::get<std::unique_ptr<Command>>(parsed);
    return dynamic_cast<const LoginCommand&>(command).request().open_browser;
  };
  EXPECT_TRUE(open(parse({"login"})));
  EXPECT_FALSE(open(parse({"login", "--no-browser"})));
}

TEST(Options, WrongUsageIsCodeTwoAndNamesTheProblem) {
  for (const auto& words :
       std::vector<std::vector<const char*>>{{},
                                             {"connect"},
                                             {"connect", "--nonsense"},
                                             {"connect", "a", "22", "extra"},
                                             {"fly"},
                                             {"relay"},
                                             {"relay", "fly"},
                                             {"relay", "--nonsense"},
                                             {"relay", "endpoint"},
                                             {"relay", "endpoint", "a", "--role", "both"},
                                             {"endpoint", "a"},
                                             {"start"},
                                             {"status", "web", "--wait"},
                                             {"login", "--region", "x"},
                                             {"connect", "a", "--timeout", "0"},
                                             {"connect", "a", "--timeout", "soon"}}) {
    const auto command = parse(words);
    const auto* answer = std::get_if<ImmediateExit>(&command);
    ASSERT_NE(answer, nullptr);
    EXPECT_EQ(answer->exit_code, 2);
    EXPECT_TRUE(answer->text.starts_with("cloudx-proxy: "));
  }
}

TEST(Options, CommandsOfAGroupAreFoundAndMissedByName) {
  EXPECT_TRUE(std::holds_alternative<std::unique_ptr<Command>>(parse({"relay", "keygen"})));
  EXPECT_EQ(std::get<ImmediateExit>(parse({"relay", "fly"})).text,
            "cloudx-proxy: there is no command \"fly\"; cloudx-proxy relay --help lists them\n");
  EXPECT_EQ(std::get<ImmediateExit>(parse({"relay"})).text,
            "cloudx-proxy: no command was given; cloudx-proxy relay --help lists them\n");
  const auto group = parse({"relay", "--help"});
  EXPECT_EQ(std::get<ImmediateExit>(group).exit_code, 0);
  EXPECT_TRUE(std::get<ImmediateExit>(group).text.contains("\n  endpoint"));
  const auto member = parse({"relay", "endpoint", "--help"});
  EXPECT_EQ(std::get<ImmediateExit>(member).exit_code, 0);
  EXPECT_TRUE(std::get<ImmediateExit>(member).text.contains("--master-key-file FILE"));
}

TEST(Options, VersionAndHelpAreAnswers) {
  const auto version = parse({"--version"});
  EXPECT_EQ(std::get<ImmediateExit>(version).exit_code, 0);
  EXPECT_EQ(std::get<ImmediateExit>(version).text, version_line(this_version()) + "\n");
  const auto help = parse({"connect", "--help"});
  EXPECT_EQ(std::get<ImmediateExit>(help).exit_code, 0);
  for (const char* option : {"--profile", "--ssh-key", "--ssh-config", "--ssh-dir", "--region",
                             "--aws-env", "--dry-run", "--os-user", "--timeout", "--quiet", "-v"}) {
    EXPECT_TRUE(std::get<ImmediateExit>(help).text.contains(option)) << option;
  }
}

}  // namespace
}  // namespace cloudx::cli
