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
    CleanupPlan plan = plan_cleanup(text, target, world(text));
    const CleanupPlan again = plan_cleanup(plan.text, target, world(plan.text));
    EXPECT_EQ(again.text, plan.text);
    notes_ = std::move(plan.notes);
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

 private:
  World world(const std::string& text) {
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

}  // namespace
}  // namespace cloudx::hosts
