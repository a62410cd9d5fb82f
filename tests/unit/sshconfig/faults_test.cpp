#include "sshconfig/faults.hpp"

#include <gtest/gtest.h>

namespace cloudx::sshconfig {
namespace {

std::vector<std::size_t> lines(std::string_view text) {
  std::vector<std::size_t> found;
  for (const Fault& fault : find_faults(parse(text))) found.push_back(fault.line);
  return found;
}

using Numbers = std::vector<std::size_t>;

TEST(Faults, LinesThatSshRefusesAreNamed) {
  EXPECT_EQ(lines("Bogus yes\n# c\n\nHost a\n  User\n  IdentityFile /a b\n  User \"x\n"),
            (Numbers{1, 5, 6, 7}));
  EXPECT_EQ(lines("Host a\n  HostName one two\n# lead\nHost b\n  Frobnicate 1\n"), (Numbers{2, 5}));
}

TEST(Faults, WhatSshTakesIsNone) {
  EXPECT_EQ(lines("Host a b !c\n  UserKnownHostsFile /a /b\n  SendEnv A B\n  LocalForward 1 a:2\n"
                  "  ProxyCommand nc %h %p # x\n  keepalive yes\n  IdentityFile \"/a b\"\n"
                  "  DSAAuthentication yes # old\n  ProxyJump a\n  RekeyLimit 1G 1h\n"),
            Numbers{});
}

TEST(Faults, IgnoredKeywordsArePassedOver) {
  EXPECT_EQ(lines("IgnoreUnknown UseKeychain,Foo*\nHost a\n  UseKeychain yes\n  foobar x\n  q r\n"),
            Numbers{5});
  const std::vector<std::string> above{"usekeychain"};
  EXPECT_TRUE(find_faults(parse("UseKeychain yes\n"), above).empty());
}

}  // namespace
}  // namespace cloudx::sshconfig
