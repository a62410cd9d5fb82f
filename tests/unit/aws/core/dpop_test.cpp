#include "aws/core/dpop.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::text_of;
using Number = boost::multiprecision::cpp_int;

// The curve of FIPS 186-4 section D.1.2.3, in plain integers: nothing of what signs is used.
const Number kP("0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
const Number kN("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const Number kGx("0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
const Number kGy("0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

// By the extended algorithm of Euclid.
Number inverse(const Number& value, const Number& modulus) {
  Number above = modulus;
  Number below = value % modulus;
  Number factor_above = 0;
  Number factor_below = 1;
  while (below != 0) {
    const Number quotient = above / below;
    const Number rest = above - quotient * below;
    const Number factor = factor_above - quotient * factor_below;
    above = below;
    below = rest;
    factor_above = factor_below;
    factor_below = factor;
  }
  return factor_above < 0 ? Number(factor_above + modulus) : factor_above;
}

struct Point {
  Number x;
  Number y;
  bool infinite = false;
};

Point sum(const Point& a, const Point& b) {
  if (a.infinite) return b;
  if (b.infinite) return a;
  if (a.x == b.x && (a.y + b.y) % kP == 0) return {0, 0, true};
  const Number slope = a.x == b.x
                           ? Number((3 * a.x * a.x + kP - 3) * inverse(2 * a.y, kP) % kP)
                           : Number((b.y + kP - a.y) * inverse((b.x + kP - a.x) % kP, kP) % kP);
  const Number x = (slope * slope + 2 * kP - a.x - b.x) % kP;
  return {x, (slope * (a.x + kP - x) + kP - a.y) % kP};
}

Point times(Number factor, Point point) {
  Point out{0, 0, true};
  for (; factor > 0; factor >>= 1) {
    if ((factor & 1) == 1) out = sum(out, point);
    point = sum(point, point);
  }
  return out;
}

std::optional<Bytes> from_base64url(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  while (text.size() % 4 != 0) text += '=';
  return unbase64(text);
}

Number number(ByteView bytes) {
  return Number("0x" + hex(bytes));
}

bool verifies(const std::string& jws, const std::string& x, const std::string& y) {
  const std::size_t dot = jws.rfind('.');
  if (jws.contains('=')) return false;
  const auto signature = from_base64url(jws.substr(dot + 1));
  if (!signature || signature->size() != 64) return false;
  const Number r = number(ByteView(*signature).first(32));
  const Number s = number(ByteView(*signature).last(32));
  const Number e = number(sha256(as_bytes(std::string_view(jws).substr(0, dot))));
  const Point key{number(*from_base64url(x)), number(*from_base64url(y))};
  const Number w = inverse(s, kN);
  const Point found = sum(times(e * w % kN, {kGx, kGy}), times(r * w % kN, key));
  return !found.infinite && found.x % kN == r;
}

boost::json::value part_of(const std::string& jws, int index) {
  std::size_t from = 0;
  for (int i = 0; i < index; ++i) from = jws.find('.', from) + 1;
  const auto bytes = from_base64url(jws.substr(from, jws.find('.', from) - from));
  return boost::json::parse(as_text(*bytes));
}

boost::json::value vectors() {
  return testing::load_vectors(testing::test_data("credentials/login/dpop.json"));
}

TEST(Es256, VerifierOfThisTestTakesTheExamplesOfTheStandardsOnly) {
  // RFC 7515 appendix A.3.
  const std::string signed_text =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
      "cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6"
      "NU1Q";
  const std::string x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
  const std::string y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
  EXPECT_TRUE(verifies(signed_text, x, y));
  std::string other = signed_text;
  other[5] = other[5] == 'a' ? 'b' : 'a';
  EXPECT_FALSE(verifies(other, x, y));
  // RFC 9449 section 4.1.
  const std::string proof =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0"
      "VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10"
      "NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjo"
      "iUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ."
      "2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
  const auto key = part_of(proof, 0).at("jwk");
  EXPECT_TRUE(verifies(proof, text_of(key, "x"), text_of(key, "y")));
}

TEST(DpopKey, ProofSaysWhatItShouldAndItsSignatureIsRight) {
  const auto all = vectors();
  ASSERT_EQ(all.at("proofs").as_array().size(), 7U);
  for (const auto& vector : all.at("proofs").as_array()) {
    SCOPED_TRACE(text_of(vector, "name"));
    const auto key = DpopKey::parse(Secret(text_of(vector, "key_pem")));
    ASSERT_TRUE(key);
    const std::string url = text_of(vector, "htu");
    const std::string id = text_of(vector, "jti");
    const Timestamp issued{std::chrono::seconds(vector.at("iat").as_int64())};
    const std::string proof = key->proof({"POST", url, issued, id});
    EXPECT_EQ(part_of(proof, 0), boost::json::parse(text_of(vector, "header_json")));
    EXPECT_EQ(part_of(proof, 1), boost::json::parse(text_of(vector, "payload_json")));
    const auto& jwk = vector.at("jwk");
    EXPECT_TRUE(verifies(proof, text_of(jwk, "x"), text_of(jwk, "y")));
    EXPECT_TRUE(verifies(text_of(vector, "dpop"), text_of(jwk, "x"), text_of(jwk, "y")));
  }
}

TEST(DpopKey, SignatureAlwaysHas64Bytes) {
  // One in 128 has a leading zero byte in r or s, which must not get lost.
  const auto vector = vectors().at("proofs").as_array().at(0);
  const auto key = DpopKey::parse(Secret(text_of(vector, "key_pem")));
  ASSERT_TRUE(key);
  for (int i = 0; i < 300; ++i) {
    const std::string proof = key->proof({"POST", "https://x/v1/token", Timestamp{}, "id"});
    ASSERT_EQ(proof.size() - proof.rfind('.') - 1, 86U) << proof;
  }
}

TEST(Es256, WrongSignaturesOfTheVectorsAreRefused) {
  const auto all = vectors();
  const auto& jwk = all.at("proofs").as_array().at(0).at("jwk");
  ASSERT_EQ(all.at("invalid").as_array().size(), 3U);
  for (const auto& vector : all.at("invalid").as_array()) {
    EXPECT_FALSE(verifies(text_of(vector, "dpop"), text_of(jwk, "x"), text_of(jwk, "y")))
        << text_of(vector, "name");
  }
}

TEST(DpopKey, WhatIsNoKeyOnTheCurveIsRefusedWithoutShowingIt) {
  const std::string ed25519 =
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n";
  const std::string encrypted =
      "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
      "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END EC PRIVATE KEY-----\n";
  for (const std::string& text : {std::string(), std::string("MHcCAQEE"), ed25519, encrypted}) {
    const auto key = DpopKey::parse(Secret(text));
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().kind, Errc::credentials);
    EXPECT_THAT(key.error().message, Not(HasSubstr("MC4C")));
    EXPECT_THAT(key.error().message, Not(HasSubstr("MHcC")));
  }
}

}  // namespace
}  // namespace cloudx::aws
