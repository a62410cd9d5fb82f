#include "home/ssh_keys/public_key.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace cloudx::home {
namespace {

const std::string kBlob = "AAAAC3NzaC1lZDI1NTE5AAAAIFve4ieTtGXfJqqCpg5YvGA2zoUP3RynkjByFP8DP6AF";
const std::string kKey = "ssh-ed25519 " + kBlob;

TEST(PublicKey, OnlyTypeAndBlobOfALineCount) {
  for (const std::string& text :
       {kKey, kKey + "\n", kKey + " me@host\r\n\n", kKey + " J\xF6rg's \xFF key\n",
        "ssh-ed25519  " + kBlob + "  two blanks", "ssh-ed25519\t" + kBlob + "\tme",
        " \t" + kKey + "\n", "# made by me\n\n" + kKey + "\n# end", "\xEF\xBB\xBF" + kKey,
        "# a\r" + kKey + "\rmore words", kKey + " # PRIVATE KEY", "not a key\n" + kKey,
        kKey + " " + std::string(100'000, 'x')}) {
    const auto key = parse_public_key(text);
    ASSERT_TRUE(key) << text.substr(0, 200) << ": " << key.error().message;
    EXPECT_EQ(key->type, "ssh-ed25519");
    EXPECT_EQ(key->line(), kKey);
  }
}

TEST(PublicKey, WhatIsNoSingleKeyIsRefused) {
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"", "no line"},
           {"#" + kKey, "no line"},
           {"ssh-rsa " + kBlob, "no line"},
           {"ssh-ed25519", "no line"},
           {kKey + "\n# and\n" + kKey, "more than one key"},
           {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "private key"}}) {
    const auto key = parse_public_key(text);
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().kind, Errc::configuration);
    EXPECT_TRUE(key.error().message.contains(why)) << key.error().message;
  }
}

}  // namespace
}  // namespace cloudx::home
