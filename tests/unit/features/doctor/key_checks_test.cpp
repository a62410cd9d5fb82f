#include "features/doctor/key_checks.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/encoding.hpp"

namespace cloudx::doctor {
namespace {

std::string field(std::string_view text) {
  std::string out(4, '\0');
  store_be32(reinterpret_cast<std::uint8_t*>(out.data()), static_cast<std::uint32_t>(text.size()));
  return out.append(text);
}

// PROTOCOL.key, as far as the public half.
std::string private_file(std::string_view public_half) {
  using namespace std::string_literals;
  const std::string content = "openssh-key-v1\0"s + field("none") + field("none") + field("") +
                              "\0\0\0\1"s + field(public_half) + field("secret part");
  std::string text = base64(as_bytes(content));
  text.insert(20, "\n");
  return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + text + "\n-----END OPENSSH PRIVATE KEY-----\n";
}

const std::string kHalf = field("ssh-ed25519") + field("0123456789abcdef0123456789abcdef");
const std::string kBlob = base64(as_bytes(kHalf));

os::FileFacts file(const char* path, unsigned mode, bool directory = false) {
  return {.path = path,
          .exists = mode != 0,
          .is_directory = directory,
          .readable = true,
          .executable = false,
          .open_to_others = (mode & 077U) != 0,
          .writable_by_others = (mode & 022U) != 0,
          .permissions = "their mode"};
}

KeyFacts pair() {
  KeyFacts facts;
  facts.directory = file("/d", 0700, true);
  facts.private_key = file("/d/key", 0600);
  facts.public_key = file("/d/key.pub", 0644);
  facts.public_line = "ssh-ed25519 " + kBlob + " me@here";
  facts.own_public_half = kBlob;
  facts.agent_keys = fail(Errc::not_found, "no agent runs");
  return facts;
}

TEST(PrivateFile, ItsPublicHalfIsRead) {
  EXPECT_EQ(public_half_of(private_file(kHalf)), kBlob);
}

TEST(PrivateFile, OtherFormatsAndBrokenOnesHaveNone) {
  const std::string whole = private_file(kHalf);
  EXPECT_FALSE(public_half_of(""));
  EXPECT_FALSE(public_half_of("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n"));
  EXPECT_FALSE(
      public_half_of("-----END OPENSSH PRIVATE KEY----------BEGIN OPENSSH PRIVATE KEY-----"));
  for (std::size_t size = 0; size < whole.size() - 40; ++size) {
    const std::string cut = whole.substr(0, size) + "-----END OPENSSH PRIVATE KEY-----";
    if (size % 4 == 0) (void)public_half_of(cut);
  }
}

TEST(Keys, PairThatFitsIsOk) {
  EXPECT_EQ(check_key_directory(pair()).status, Status::ok);
  EXPECT_EQ(check_public_key(pair()).status, Status::ok);
  EXPECT_EQ(check_private_key(pair()).status, Status::ok);
}

TEST(Keys, DirectoryOpenToOthersIsAWarning) {
  KeyFacts facts = pair();
  facts.directory.open_to_others = true;
  EXPECT_EQ(check_key_directory(facts).status, Status::warn);
  EXPECT_EQ(check_key_directory(facts).remedy, "chmod 700 /d");
  facts.directory = file("/d", 0);
  EXPECT_EQ(check_key_directory(facts).status, Status::fail);
}

TEST(Keys, PrivateHalfOpenToOthersFails) {
  KeyFacts facts = pair();
  facts.private_key = file("/d/key", 0640);
  EXPECT_EQ(check_private_key(facts).status, Status::fail);
  EXPECT_EQ(check_private_key(facts).remedy, "chmod 600 /d/key");
}

TEST(Keys, MissingPublicHalfIsMadeFromThePrivateOne) {
  KeyFacts facts = pair();
  facts.public_key = file("/d/key.pub", 0);
  EXPECT_EQ(check_public_key(facts).status, Status::fail);
  EXPECT_EQ(check_public_key(facts).remedy, "ssh-keygen -y -f /d/key > /d/key.pub");
  facts.private_key = file("/d/key", 0);
  EXPECT_TRUE(check_public_key(facts).remedy.contains("setup"));
  EXPECT_EQ(check_private_key(facts).status, Status::skipped);
}

TEST(Keys, CommandsAreWordsForAShell) {
  KeyFacts facts = pair();
  facts.directory = file("/my keys", 0);
  facts.private_key = file("/my keys/key", 0);
  facts.public_key = file("/my keys/key.pub", 0);
  EXPECT_TRUE(check_key_directory(facts).remedy.contains(
      "mkdir -p -m 700 '/my keys' && ssh-keygen -t ed25519 -f '/my keys/key'"))
      << check_key_directory(facts).remedy;
  facts.private_key = file("/my keys/key", 0644);
  EXPECT_EQ(check_public_key(facts).remedy,
            "chmod 600 '/my keys/key' && ssh-keygen -y -f '/my keys/key' > '/my keys/key.pub'");
  facts.private_key.owned = false;
  EXPECT_EQ(check_private_key(facts).status, Status::fail);
  EXPECT_EQ(check_private_key(facts).remedy,
            "sudo chown \"$(id -u)\" '/my keys/key' && chmod 600 '/my keys/key'");
}

TEST(Keys, HalvesOfDifferentPairsFail) {
  KeyFacts facts = pair();
  facts.own_public_half = base64(as_bytes("another"));
  EXPECT_EQ(check_public_key(facts).status, Status::fail);
  facts.own_public_half.reset();
  EXPECT_EQ(check_public_key(facts).status, Status::ok);
}

TEST(Keys, FileThatIsNoPublicKeyFails) {
  KeyFacts facts = pair();
  facts.public_line = fail(Errc::configuration, "/d/key.pub holds a private key\nmore");
  EXPECT_EQ(check_public_key(facts).text, "/d/key.pub holds a private key");
}

TEST(Keys, LonePublicHalfNeedsAnAgentThatHasIt) {
  KeyFacts facts = pair();
  facts.private_key = file("/d/key", 0);
  EXPECT_EQ(check_private_key(facts).status, Status::fail);
  EXPECT_TRUE(check_private_key(facts).text.contains("no agent runs"));
  facts.agent_keys = "ssh-ed25519 " + base64(as_bytes("another")) + " other\n";
  EXPECT_EQ(check_private_key(facts).status, Status::fail);
  facts.agent_keys = *facts.agent_keys + "ssh-ed25519 " + kBlob + " mine\n";
  EXPECT_EQ(check_private_key(facts).status, Status::ok);
}

}  // namespace
}  // namespace cloudx::doctor
