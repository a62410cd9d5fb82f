#include "sshconfig/resolve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memory_files.hpp"
#include "os/platform.hpp"
#include "sshconfig/include.hpp"

namespace cloudx::sshconfig {
namespace {

using testing::ElementsAre;

std::string value(std::string_view text, std::string_view host, std::string_view keyword) {
  return resolve(parse(text), host).value(keyword).value_or("-");
}

TEST(Resolve, FirstValueWins) {
  EXPECT_EQ(value("User g\nHost a\n User u\n", "a", "User"), "g");
  EXPECT_EQ(value("Host a\n User u\nHost *\n User v\n Port 1\n", "a", "User"), "u");
  EXPECT_EQ(value("Host a\n User u\nHost *\n User v\n Port 1\n", "a", "port"), "1");
  EXPECT_EQ(value("Host * !a\n User u\n", "a", "User"), "-");
}

TEST(Resolve, ProxyJumpMetFirstSwitchesProxyCommandOff) {
  EXPECT_EQ(value("Host a\n ProxyJump b\nHost *\n ProxyCommand nc\n", "a", "ProxyCommand"), "-");
}

TEST(Resolve, IdentitiesAddUpAndEqualOnesCountOnce) {
  const auto found =
      resolve(parse("IdentityFile x\nHost a\n IdentityFile y\n identityfile x\n"), "a");
  EXPECT_EQ(found.settings.size(), 2U);
}

TEST(Resolve, MatchOfNamesIsDecidedAndOthersAreTold) {
  EXPECT_EQ(value("Match all\n User u\n", "a", "User"), "u");
  EXPECT_EQ(value("Match originalhost a,b\n User u\n", "a", "User"), "u");
  EXPECT_EQ(value("Host a\n HostName real\nMatch host=real\n User u\n", "a", "User"), "u");
  EXPECT_EQ(value("Match !host a\n User u\n", "a", "User"), "-");
  const auto unknown = resolve(parse("Match exec \"true\"\n User u\n"), "a");
  EXPECT_TRUE(unknown.undecided);
  EXPECT_TRUE(unknown.settings.empty());
  EXPECT_FALSE(resolve(parse("Match host b exec \"true\"\n User u\n"), "a").undecided);
}

// An absolute path has a drive on Windows.
std::string at(std::string_view path) {
  return std::string(os::kIsWindows ? "C:" : "").append(path);
}

class Includes : public testing::Test {
 protected:
  const MemoryFiles files_{{{at("/h/.ssh/x"), "Host a\n User included\nHost b\n"},
                            {at("/h/.ssh/d/one"), "Host b\n User b\n"},
                            {at("/h/my keys/config"), ""},
                            {at("/h/.ssh/loop"), "Include loop\nPort 1\n"}}};

  std::string user(std::string_view text) {
    return resolve(parse(text), "a", at("/h"), files_).value("User").value_or("-");
  }
  bool covers(std::string_view text, std::string_view target) {
    return include_of(parse(text), target, at("/h"), files_) != nullptr;
  }
};

TEST_F(Includes, AreReadInPlaceAndOnlyWhereTheirBlockApplies) {
  EXPECT_EQ(user("Include x\nHost a\n User u\n"), "included");
  EXPECT_EQ(user("Host a\n User u\n Include x\n"), "u");
  EXPECT_EQ(user("Host b\n Include x\n"), "-");
  // What a Host line in an included file says ends with that file.
  EXPECT_EQ(user("Host a\n Include d/*\n User u\n"), "u");
}

TEST_F(Includes, LoopEnds) {
  EXPECT_EQ(resolve(parse("Include loop\n"), "a", at("/h"), files_).value("Port"), "1");
}

// As ssh: it follows the Include lines of blocks that do not count, too, and gives up below 16.
TEST_F(Includes, CircleOrTooDeepIsRefused) {
  std::map<std::string, std::string> files{{at("/h/.ssh/self"), "Include self\n"},
                                           {at("/h/.ssh/one"), "Host nobody\n  Include two x\n"},
                                           {at("/h/.ssh/two"), "Match host no\n  Include one\n"},
                                           {at("/h/.ssh/twice"), "Include x x\nInclude x\n"},
                                           {at("/h/.ssh/x"), "Include none\n"},
                                           {at("/h/.ssh/all/config"), "Include ~/.ssh/all/*\n"}};
  for (int i = 0; i < 20; ++i) {
    files[at("/h/.ssh/n") + std::to_string(i)] = "Include n" + std::to_string(i + 1) + "\n";
  }
  const MemoryFiles tree(files);
  const auto check = [&](const std::string& name) {
    return check_includes(at("/h/.ssh/") + name, at("/h"), tree);
  };
  for (const char* name : {"self", "one", "two", "all/config", "n2"}) {
    const auto checked = check(name);
    ASSERT_FALSE(checked) << name;
    EXPECT_TRUE(checked.error().message.contains("Too many recursive configuration includes"));
    EXPECT_TRUE(checked.error().message.contains(name));
  }
  for (const char* name : {"twice", "x", "n3", "n19", "not-there"}) {
    EXPECT_TRUE(check(name)) << name;
  }
}

// Two lines that each read the same file twice: two to the power of sixteen ways through them.
TEST_F(Includes, ManyWaysToOneFileAreGoneOnce) {
  std::map<std::string, std::string> files{{at("/h/.ssh/n16"), "Host a\n"}};
  for (int i = 0; i < 16; ++i) {
    const std::string next = "n" + std::to_string(i + 1);
    std::string& text = files[at("/h/.ssh/n") + std::to_string(i)];
    for (int twice = 0; twice < 2; ++twice) text.append("Include ").append(next).append("\n");
  }
  const MemoryFiles tree(files);
  EXPECT_TRUE(check_includes(at("/h/.ssh/n0"), at("/h"), tree));
  EXPECT_EQ(include_of(parse("Include n1\n"), at("/h/none"), at("/h"), tree), nullptr);
  EXPECT_THAT(concrete_hosts(parse("Include n1\n"), at("/h"), tree), ElementsAre("a"));
}

TEST_F(Includes, AFileIsCoveredInEveryForm) {
  for (const std::string& form : std::initializer_list<std::string>{
           "Include " + at("/h/.ssh/x"), "include=x", "INCLUDE \"~/.ssh/x\"", "Include ~/.ssh/*",
           "Include y x", "\tInclude\t" + at("/h/.ssh/../.ssh/x") + " # ours", "Include ?"}) {
    EXPECT_TRUE(covers(form, at("/h/.ssh/x"))) << form;
  }
  EXPECT_TRUE(covers("Include \"" + at("/h/my keys/config") + "\"", at("/h/my keys/config")));
  EXPECT_TRUE(covers("Include not-yet/config", at("/h/.ssh/not-yet/config")));
}

TEST_F(Includes, WhatIsNotInEffectForEveryHostDoesNotCover) {
  for (const std::string& form : std::initializer_list<std::string>{
           "# Include x", "Host a\n  Include x", "Host *\nUser u\nInclude x",
           "Match all\nInclude x", "Include xx", "Include " + at("/h/.ssh/x.old"), "Include ~x",
           "Include *\n# " + at("/h/.ssh/d/x")}) {
    EXPECT_FALSE(covers(form, at("/h/.ssh/x/config"))) << form;
  }
  EXPECT_FALSE(covers("Host a\n  Include x", at("/h/.ssh/x")));
}

TEST_F(Includes, HostsAreThoseOfAllFiles) {
  EXPECT_THAT(concrete_hosts(parse("Include x\nHost c a *.d !e\n"), at("/h"), files_),
              ElementsAre("a", "b", "c"));
  EXPECT_THAT(concrete_hosts(parse("Include x\nHost c a\n")), ElementsAre("c", "a"));
}

}  // namespace
}  // namespace cloudx::sshconfig
