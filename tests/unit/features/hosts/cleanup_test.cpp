#include "features/hosts/cleanup.hpp"

#include <gtest/gtest.h>

#include "unit/sshconfig/memory_files.hpp"

namespace cloudx::hosts {
namespace {

constexpr const char* kProgram = "/usr/bin/cloudx-proxy";

class CleanupPlanTest : public testing::Test {
 protected:
  // Twice: the second time changes nothing.
  std::string clean(const std::string& text, const std::string& prefix = "cloudx") {
    const CleanupTarget target{prefix, program_, directories_};
    CleanupPlan plan = plan_cleanup(text, target, config_context(text));
    const CleanupPlan again = plan_cleanup(plan.text, target, config_context(plan.text));
    EXPECT_EQ(again.text, plan.text);
    notes_ = std::move(plan.notes);
    broken_ = std::move(plan.broken);
    return plan.text;
  }

  // What the program has to say is not in the way of what the test says.
  std::string body(std::string text) {
    const std::string rule = "# " + std::string(78, '=') + "\n";
    for (std::size_t at = text.find(rule); at != std::string::npos; at = text.find(rule)) {
      text.erase(at, rule.size());
    }
    return text;
  }

  std::string main_ = "Include vscode/config\n";
  std::string program_ = kProgram;
  Directories directories_{"/h/.ssh", false, true};
  std::vector<std::string> notes_;
  std::vector<std::string> broken_;

 private:
  ConfigContext config_context(const std::string& text) {
    files_ = std::make_unique<sshconfig::MemoryFiles>(std::map<std::string, std::string>{
        {"/h/.ssh/config", main_}, {"/h/.ssh/vscode/config", text}});
    return {"/h", "/h/.ssh/config", "/h/.ssh/vscode/config", *files_};
  }

  std::unique_ptr<sshconfig::MemoryFiles> files_;
};

TEST_F(CleanupPlanTest, CommandsRunThisProgramAndKeepTheirFlags) {
  const std::string after = clean(
      "Host cloudx-dev-*\n  proxycommand=uvx cloudX-proxy connect %h %p --profile x --new y\n"
      "Host mine\n  ProxyCommand /old/cloudx-proxy connect %h %p --region 'a b'\n"
      "Host other\n  ProxyCommand nc %h %p # cloudx-proxy connect\n");
  EXPECT_NE(after.find("  proxycommand=/usr/bin/cloudx-proxy connect %h %p --profile x --new y\n"),
            std::string::npos);
  EXPECT_NE(after.find("  ProxyCommand /usr/bin/cloudx-proxy connect %h %p --region 'a b'\n"),
            std::string::npos);
  EXPECT_NE(after.find("  ProxyCommand nc %h %p # cloudx-proxy connect\n"), std::string::npos);
}

TEST_F(CleanupPlanTest, ProgramWithOtherDefaultsGetsTheOldOnesAsFlags) {
  program_ = "/usr/bin/cloudX-proxy";
  directories_.vscode = false;
  const std::string after =
      clean("Host cloudX-a\n  ProxyCommand uvx cloudx-proxy connect %h %p\n", "cloudX");
  EXPECT_NE(after.find("/usr/bin/cloudX-proxy connect %h %p --profile vscode --ssh-key vscode "
                       "--ssh-dir /h/.ssh/vscode\n"),
            std::string::npos);
}

TEST_F(CleanupPlanTest, BlocksAreSortedUnderBanners) {
  EXPECT_EQ(body(clean("Host cloudx-b-x\n  HostName i-1\nHost cloudx-a-*\n  Port 1\n# mine\n"
                       "Host cloudx-*\n  User u\nHost cloudx-a-y\nHost cloudx-a-b # c\n")),
            "#  GLOBAL\n\n# mine\nHost cloudx-*\n  User u\n\n#  a\n\nHost cloudx-a-*\n  Port 1\n\n"
            "Host cloudx-a-b # c\n\nHost cloudx-a-y\n\n#  b\n\nHost cloudx-b-x\n  HostName i-1\n");
}

TEST_F(CleanupPlanTest, HostWithItsOwnUserStaysBeforeItsTiers) {
  const std::string after =
      clean("Host cloudx-a-x\n  User mine\nHost cloudx-a-*\n  Port 1\nHost cloudx-*\n  User u\n");
  EXPECT_LT(after.find("  User mine"), after.find("  User u"));
  EXPECT_NE(after.find("HOSTS WITH SETTINGS OF THEIR OWN"), std::string::npos);
}

TEST_F(CleanupPlanTest, SettingWithoutEffectIsNotBroughtIntoEffect) {
  const std::string after = clean("Host cloudx-*\n  User u\nHost cloudx-a-x\n  User mine\n");
  EXPECT_LT(after.find("  User u"), after.find("  User mine"));
}

TEST_F(CleanupPlanTest, NothingPassesABlockOfSomebodyElses) {
  const std::string after =
      clean("Host cloudx-b-x\nMatch exec \"true\"\n  User u\nHost cloudx-a-x\n  User v\n");
  EXPECT_LT(after.find("cloudx-b-x"), after.find("Match"));
  EXPECT_LT(after.find("Match"), after.find("cloudx-a-x"));
}

TEST_F(CleanupPlanTest, DuplicateGivesUpWhatHasNoEffectAndKeepsTheRest) {
  EXPECT_EQ(body(clean("Host cloudx-a-x\n  HostName i-1\n  IdentityFile k\n"
                       "# why\nHost cloudx-a-x\n  HostName i-2\n  IdentityFile k\n"
                       "  IdentityFile l\n  # note\n  Port 1\n")),
            "#  a\n\n# why\nHost cloudx-a-x\n  HostName i-1\n  IdentityFile k\n"
            "  IdentityFile l\n  # note\n  Port 1\n");
}

TEST_F(CleanupPlanTest, DuplicateStaysWhereWhatIsBetweenHasASay) {
  const std::string after =
      clean("Host cloudx-a-x\n  HostName i-1\nHost *x\n  Port 1\nHost cloudx-a-x\n  Port 2\n");
  EXPECT_LT(after.find("Port 1"), after.find("Port 2"));
  EXPECT_TRUE(after.find("HostName i-1\n\nHost *x") == std::string::npos ||
              after.find("Port 2") > after.find("Host *x"));
}

TEST_F(CleanupPlanTest, SpellingIsThatOfTheCaller) {
  const std::string after = clean(
      "Host cloudX-b-*\n  User u\nHost \"cloudX-a-x\" cloudx-a-x !cloudX-b other # cloudX-c\n");
  EXPECT_NE(after.find("Host cloudx-b-*\n"), std::string::npos);
  EXPECT_NE(after.find("Host cloudx-a-x !cloudx-b other # cloudX-c\n"), std::string::npos);
}

TEST_F(CleanupPlanTest, SpellingStaysWhereItMakesADifference) {
  for (const char* text : {"Host cloudX-*\n  User u\nHost cloudx-*\n  User v\n",
                           "Host cloudX-a-x\n  HostName i-1\nHost *dX-a-*\n  User u\n"}) {
    EXPECT_NE(clean(text).find("Host cloudX-"), std::string::npos) << text;
    EXPECT_NE(notes_.front().find("keep their names"), std::string::npos);
  }
  main_ = "Include vscode/config\nHost cloudX-a-x\n  LocalForward 1 b:1\n";
  EXPECT_NE(clean("Host cloudX-a-x\n  HostName i-1\n").find("cloudX"), std::string::npos);
}

TEST_F(CleanupPlanTest, OwnPrefixStays) {
  const std::string after =
      clean("Host team-*\n  User u\nHost team-a-*\n  ProxyCommand uvx team-proxy connect %h %p\n");
  EXPECT_NE(after.find("Host team-a-*\n  ProxyCommand /usr/bin/cloudx-proxy connect"),
            std::string::npos);
}

TEST_F(CleanupPlanTest, FileWithoutOurHostsIsLeftAlone) {
  const std::string text = "\n\nHost b\n  User u\n\n\nHost a";
  EXPECT_EQ(clean(text), text);
  EXPECT_TRUE(notes_.empty());
}

TEST_F(CleanupPlanTest, NewlinesAreThoseOfTheFile) {
  const std::string after = clean("Host cloudx-b-x\r\n  Port 1\r\nHost cloudx-a-x\r\n  Port 2");
  EXPECT_EQ(std::count(after.begin(), after.end(), '\n'),
            std::count(after.begin(), after.end(), '\r'));
}

// It must be known again, or the next run would write another one.
TEST_F(CleanupPlanTest, BannerOfANameThatEndsWithACarriageReturnIsWrittenOnce) {
  const std::string after = clean("Host cloudx-dev\r-a\n  HostName i-0123456789abcdef0\n");
  EXPECT_TRUE(after.contains("\n#  dev\n"));
  EXPECT_EQ(after.find("#  dev"), after.rfind("#  dev"));
}

TEST_F(CleanupPlanTest, PathsWithBlanksGetQuotes) {
  const std::string after = clean(
      "Host cloudx-a-*\n  IdentityFile /home/jane doe/.ssh/vscode/vscode # mine\n"
      "  IdentityAgent ~/Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock\n"
      "  ControlPath=/tmp/a  b/%C\n");
  EXPECT_TRUE(after.contains("  IdentityFile \"/home/jane doe/.ssh/vscode/vscode\" # mine\n"));
  EXPECT_TRUE(after.contains(
      "  IdentityAgent \"~/Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock\"\n"));
  EXPECT_TRUE(after.contains("  ControlPath=\"/tmp/a  b/%C\"\n"));
  EXPECT_TRUE(broken_.empty());
}

TEST_F(CleanupPlanTest, KeyPathIsSaidWithPresentOptions) {
  const auto command = [&](const std::string& text) {
    const std::string after = clean("Host cloudx-a-*\n  ProxyCommand " + text + "\n");
    const std::size_t at = after.find("connect");
    return after.substr(at, after.find('\n', at) - at);
  };
  EXPECT_EQ(command("uvx cloudx-proxy connect %h %p --profile p --key-path /h/.ssh/vscode/k.pub"),
            "connect %h %p --profile p --ssh-key k");
  EXPECT_EQ(command("uvx cloudx-proxy connect %h %p --key-path=~/.ssh/vscode/vscode.pub"),
            "connect %h %p");
  EXPECT_EQ(command("uvx cloudx-client %h %p --key-path ~/keys/mine.pub --region us-east-1"),
            "connect %h %p --region us-east-1 --ssh-key mine --ssh-dir /h/keys");
  // Without quotes, as it was written for a home with a blank in its name.
  EXPECT_EQ(command("uvx cloudx-proxy connect %h %p --profile p --key-path /home/jane doe/k.pub "
                    "--aws-env dev"),
            "connect %h %p --profile p --aws-env dev --ssh-key k --ssh-dir \"/home/jane doe\"");
  EXPECT_EQ(command("uvx cloudx-proxy connect %h %p --ssh-config /home/jane q doe/config"),
            "connect %h %p --ssh-config \"/home/jane q doe/config\"");
  EXPECT_TRUE(broken_.empty());
}

// It knew one directory, whatever there is today.
TEST_F(CleanupPlanTest, ClientKeepsItsProfileAndKey) {
  directories_.cloud_x = true;
  EXPECT_TRUE(clean("Host cloudx-*\n  ProxyCommand uvx cloudx-client %h %p\n")
                  .contains("  ProxyCommand /usr/bin/cloudx-proxy connect %h %p --profile vscode "
                            "--ssh-key vscode --ssh-dir /h/.ssh/vscode\n"));
}

TEST_F(CleanupPlanTest, LinesThatStayBrokenAreNamed) {
  clean(
      "# SSH\nHost cloudx-a-*\n  IdentityFile /a /b\n  Bogus yes\n"
      "  IdentityFile %d/a %d/b\n  IdentityFile ${HOME}/a ${HOME}/b\n"
      "  ProxyCommand uvx cloudx-proxy connect %h %p --key-path $HOME/k.pub\n"
      "Host cloudx-b-*\n  User\n  ProxyCommand uvx cloudx-client %h %p | tee log\n"
      "Host cloudx-c-*\n  ProxyCommand uvx cloudx-proxy connect %h %p x y\n");
  std::string all;
  for (const std::string& line : broken_) all.append(line).append("\n");
  EXPECT_EQ(broken_.size(), 8U) << all;
  for (const char* text :
       {"IdentityFile /a /b", "IdentityFile %d/a %d/b", "IdentityFile ${HOME}/a ${HOME}/b",
        "Bogus yes", "--key-path $HOME/k.pub", "User", "| tee log", "%h %p x y"}) {
    EXPECT_TRUE(all.contains(text)) << text << "\n" << all;
  }
}

// The older program may still do what this one cannot.
TEST_F(CleanupPlanTest, CommandThatIsNotUnderstoodIsLeftAlone) {
  for (const char* command : {"uvx cloudx-client %h %p --key-path $HOME/k.pub",
                              "uvx cloudx-proxy connect %h %p --key-path %d/k.pub"}) {
    const std::string line = std::string("  ProxyCommand ") + command + "\n";
    EXPECT_TRUE(clean("Host cloudx-a-*\n" + line).contains(line));
    EXPECT_EQ(broken_.size(), 1U);
  }
}

TEST_F(CleanupPlanTest, ProgramWithBlanksInItsPathIsKnownWithoutQuotes) {
  EXPECT_TRUE(
      clean("Host cloudx-a-*\n  ProxyCommand /home/jane q doe/bin/cloudx-proxy connect %h "
            "%p --profile 'a b'\n")
          .contains("  ProxyCommand /usr/bin/cloudx-proxy connect %h %p --profile 'a b'\n"));
  for (const char* other :
       {"/usr/bin/env cloudx-proxy connect %h %p", "/usr/bin/env ./bin/cloudx-proxy connect %h %p",
        "/bin/run /opt/bin/cloudx-proxy connect %h %p"}) {
    const std::string line = std::string("  ProxyCommand ") + other + "\n";
    EXPECT_TRUE(clean("Host cloudx-a-*\n" + line).contains(line));
  }
  // One that stands there whole goes on with no other behind it.
  EXPECT_TRUE(clean("Host cloudx-a-*\n  ProxyCommand uvx cloudx-proxy connect /a b/cloudx-proxy "
                    "connect %h %p\n")
                  .contains("  ProxyCommand /usr/bin/cloudx-proxy connect /a b/cloudx-proxy "
                            "connect %h %p\n"));
}

}  // namespace
}  // namespace cloudx::hosts
