#include "base/encoding.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/uuid.hpp"

namespace cloudx {
namespace {

TEST(Base64, Rfc4648VectorsRoundTrip) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(base64(as_bytes(plain)), encoded);
    EXPECT_EQ(unbase64(encoded), to_bytes(plain));
  }
}

TEST(Base64, AnythingUnpaddedOrForeignIsRefused) {
  for (const char* wrong :
       {"Z", "Zg", "Zg=", "Zg===", "Z===", "Zm9v\n", "Zm 9", "Zm9*", "Zg==Zg=="}) {
    EXPECT_FALSE(unbase64(wrong)) << wrong;
  }
}

TEST(Hex, OddOrForeignTextIsRefused) {
  EXPECT_EQ(hex(to_bytes("\x01\xab")), "01ab");
  EXPECT_EQ(unhex("01AB"), to_bytes("\x01\xab"));
  EXPECT_FALSE(unhex("0"));
  EXPECT_FALSE(unhex("0g"));
}

TEST(Percent, OnlyUnreservedBytesStayUnlessKept) {
  EXPECT_EQ(percent_encode("aZ0-._~/ +%\xc3\xa4"), "aZ0-._~%2F%20%2B%25%C3%A4");
  EXPECT_EQ(percent_encode("a/b", "/"), "a/b");
  EXPECT_EQ(percent_decode("a%2Fb%"), "a/b%");
  EXPECT_EQ(percent_decode("%zz%4"), "%zz%4");
}

TEST(Crypto, KnownDigests) {
  EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  // RFC 4231, test case 2.
  EXPECT_EQ(hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Uuid, TextFormRoundTripsAndRandomOnesAreVersion4) {
  const auto uuid = parse_uuid("dd01e56b-ff48-483e-a508-b5f073f31b16");
  ASSERT_TRUE(uuid);
  EXPECT_EQ(to_string(*uuid), "dd01e56b-ff48-483e-a508-b5f073f31b16");
  EXPECT_FALSE(parse_uuid("dd01e56bff48483ea508b5f073f31b16"));
  EXPECT_FALSE(parse_uuid("dd01e56b-ff48-483e-a508-b5f073f31b1g"));
  const std::string random = to_string(random_uuid());
  EXPECT_EQ(random[14], '4');
  EXPECT_TRUE(std::string("89ab").contains(random[19]));
  EXPECT_NE(random, to_string(random_uuid()));
}

}  // namespace
}  // namespace cloudx
