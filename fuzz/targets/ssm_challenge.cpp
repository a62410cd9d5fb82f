// The encryption challenge, and the opening of sealed payloads.

#include <algorithm>
#include <array>
#include <cstdint>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "protocol/ssm/encryption.hpp"
#include "protocol/ssm/handshake.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

const ssm::AesKey& key() {
  static const ssm::AesKey fixed{std::array<std::uint8_t, 32>{1, 2, 3}};
  return fixed;
}

// The bytes as plaintext: sealed and opened they are themselves, changed they are nothing.
void check_seal(ByteView plaintext, std::uint64_t spoil) {
  Bytes sealed(plaintext.size() + ssm::kSealOverhead);
  key().seal(ssm::Nonce{}, plaintext, sealed);
  const auto opened = key().open(sealed);
  expect(opened && std::ranges::equal(*opened, plaintext), "what was sealed is opened");
  sealed[spoil / 8 % sealed.size()] ^= static_cast<std::uint8_t>(1U << spoil % 8);
  expect(!key().open(sealed), "one bit changed is not opened");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView payload(data, size);
  expect(!key().open(payload), "what was not sealed is not opened");
  if (const auto sealed = ssm::parse_challenge(payload)) {
    const auto again = ssm::parse_challenge(as_bytes(ssm::format_challenge(*sealed)));
    expect(again == sealed || sealed->empty(), "what is formatted is parsed");
  }
  fuzz::Input input(data, size);
  const std::uint64_t spoil = input.be64();
  check_seal(input.rest(), spoil);
  return 0;
}
