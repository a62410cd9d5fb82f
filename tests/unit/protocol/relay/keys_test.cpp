#include "protocol/relay/keys.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace cloudx::relay {
namespace {

Secret counted() {  // 00 01 02 ... 1f
  std::string bytes;
  for (char byte = 0; byte < 32; ++byte) bytes += byte;
  return Secret(bytes);
}

std::string hex_of(const Secret& key) {
  return hex(as_bytes(key.reveal()));
}

// RFC 5869, A.3: no salt, no info.
TEST(KeysTest, DerivationIsHkdf) {
  const Secret input(std::string(22, '\x0b'));
  EXPECT_EQ(hex_of(derive_key(input, "")),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

// Computed with Python's hmac module.
TEST(KeysTest, EveryRoleOfAnEndpointHasItsOwnKey) {
  EXPECT_EQ(hex_of(role_key(counted(), Role::connect, "my-mac")),
            "9133f086edc5e4024441e5b6910071a512b6791081de7856c9bf6143343257bb");
  EXPECT_EQ(hex_of(role_key(counted(), Role::forward, "my-mac")),
            "76f236abdea8fee46ec42b5e336374b843d5e352bbe839336ae2d4b3a33a633b");
  EXPECT_NE(role_key(counted(), Role::connect, "my-mac"),
            role_key(counted(), Role::connect, "my-mac2"));
}

TEST(KeysTest, IdsAreOneToSixtyFourCharacters) {
  EXPECT_TRUE(valid_id("my-Mac-01"));
  EXPECT_TRUE(valid_id(std::string(64, 'a')));
  for (const std::string& id :
       {std::string(), std::string(65, 'a'), std::string("a b"), std::string("my.mac"),
        std::string("a\n"), std::string("\xc3\xa4")}) {
    EXPECT_FALSE(valid_id(id)) << id;
  }
}

TEST(KeyFileTest, MasterKeySurvivesItsFile) {
  const Secret master = new_master_key();
  EXPECT_EQ(read_master_key_file(master_key_file(master).reveal()), master);
  EXPECT_NE(new_master_key(), master);
}

TEST(KeyFileTest, EndpointFileHasTheKeysOfItsRoles) {
  const Secret file = endpoint_key_file(counted(), "my-mac", {Role::connect, Role::forward});
  const auto keys = read_client_key_file(file.reveal());
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->roles.size(), 2U);
  EXPECT_EQ(keys->roles[0].id, "my-mac");
  EXPECT_EQ(keys->roles[0].role, Role::connect);
  EXPECT_EQ(keys->roles[0].key, role_key(counted(), Role::connect, "my-mac"));
  EXPECT_EQ(keys->roles[1].role, Role::forward);
  EXPECT_TRUE(keys->shared.empty());
}

TEST(KeyFileTest, AnyOtherTextIsTheSharedKeyOfVersionOne) {
  EXPECT_EQ(read_client_key_file("correct horse battery staple\n")->shared,
            Secret("correct horse battery staple"));
  EXPECT_EQ(read_client_key_file("# no comment: a key\r\n")->shared, Secret("# no comment: a key"));
  EXPECT_FALSE(read_client_key_file("\n"));
}

TEST(KeyFileTest, MistakeIsNamedWithItsLineAndWithoutTheKey) {
  const std::string key = std::string(42, 'A') + "A=";
  const auto message = [](const auto& result) { return result ? "" : result.error().message; };
  EXPECT_EQ(message(read_client_key_file("# a\ncloudx-relay-key-v2 a_b connect " + key)),
            "line 2: the endpoint's id is not [A-Za-z0-9-]");
  EXPECT_EQ(message(read_client_key_file("cloudx-relay-key-v2 a both " + key)),
            "line 1: the role is neither connect nor forward");
  EXPECT_EQ(message(read_client_key_file("cloudx-relay-key-v2 a connect AAAA")),
            "line 1: the key is not the base64 text of 32 bytes");
  EXPECT_EQ(message(read_client_key_file("cloudx-relay-key-v2 a connect " + key + "\nwhat")),
            "line 2: this is no key");
  EXPECT_EQ(message(read_client_key_file("cloudx-relay-master-v2 " + key)).substr(0, 45),
            "line 1: this is the service's master key; a c");
  EXPECT_EQ(message(read_master_key_file("# nothing\n")), "there is no master key in it");
  EXPECT_EQ(message(read_master_key_file("\nsecret words")).find("secret"), std::string::npos);
  EXPECT_EQ(message(read_master_key_file("\nsecret words")).substr(0, 7), "line 2:");
  const std::string line = "cloudx-relay-master-v2 " + key + "\n";
  EXPECT_EQ(message(read_master_key_file(line + line)), "line 2: a second master key");
}

}  // namespace
}  // namespace cloudx::relay
