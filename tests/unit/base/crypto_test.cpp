#include "base/crypto.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace cloudx {
namespace {

// FIPS 180-4, the examples of NIST; twice, because the context is used again.
TEST(Sha256, KnownDigestsAlsoTheSecondTime) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}

TEST(RandomPool, NothingIsGivenOutTwice) {
  RandomPool pool;
  std::set<std::array<std::uint8_t, 16>> seen;
  for (int i = 0; i < 1000; ++i) {
    std::array<std::uint8_t, 16> value{};
    pool(value);
    EXPECT_TRUE(seen.insert(value).second);
  }
}

TEST(RandomPool, AskedForMoreThanItHoldsItFillsAll) {
  RandomPool pool;
  Bytes large(10'000);
  pool(large);
  for (std::size_t at = 0; at < large.size(); at += 100) {
    EXPECT_TRUE(
        std::ranges::any_of(ByteView(large).subspan(at, 100), [](auto b) { return b != 0; }));
  }
}

}  // namespace
}  // namespace cloudx
